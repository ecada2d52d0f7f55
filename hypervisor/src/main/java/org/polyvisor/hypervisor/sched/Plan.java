package org.polyvisor.hypervisor.sched;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.polyvisor.host.RealTimeShare;
import org.polyvisor.hypervisor.ConfigurationException;

/** Which vCPU belongs to which pCPU: real-time ones where the admission test says, fair ones evenly. */
final class Plan {
    /** A machine's vCPUs in the plan. */
    private static final class Entry {
        final String vm;
        final Placement placement;
        final List<Integer> homes;

        Entry(String vm, Placement placement, List<Integer> homes) {
            this.vm = vm;
            this.placement = placement;
            this.homes = new ArrayList<>(homes);
        }

        Admission.Server server(int vcpu) {
            return new Admission.Server(vm + "/" + vcpu, (Scheduling.RealTime) placement.scheduling());
        }

        boolean isRealTime() {
            return placement.scheduling() instanceof Scheduling.RealTime;
        }
    }

    private final List<Pcpu> pcpus;
    private final double hostLimit = RealTimeShare.ofHost();
    private final List<Entry> entries = new ArrayList<>();

    /** Where the vCPUs of parked pCPUs went, by pCPU and the vCPU's name. */
    private final Map<Integer, Map<String, Integer>> refuges = new HashMap<>();

    private volatile boolean realTime;

    Plan(List<Pcpu> pcpus) {
        this.pcpus = pcpus;
    }

    /** Whether there was ever a real-time vCPU. */
    boolean hasRealTime() {
        return realTime;
    }

    synchronized boolean hasRealTime(int pcpu) {
        return entries.stream().anyMatch(entry -> entry.isRealTime() && entry.homes.contains(pcpu));
    }

    /** @throws ConfigurationException if the placement cannot be satisfied; says why */
    synchronized Admitted admit(String vm, int count, Placement placement) {
        for (int pcpu : placement.pcpus()) {
            if (pcpu < 0 || pcpu >= pcpus.size()) {
                throw new ConfigurationException(
                        "VM %s: there is no pCPU %d: this phone has 0 to %d".formatted(vm, pcpu, pcpus.size() - 1));
            }
        }
        Entry entry = new Entry(vm, placement, homes(vm, count, placement, -1));
        entries.add(entry);
        if (entry.isRealTime()) {
            realTime = true;
        }
        return new Admitted() {
            @Override
            public int pcpu(int vcpu) {
                synchronized (Plan.this) {
                    return entry.homes.get(vcpu);
                }
            }

            @Override
            public void close() {
                synchronized (Plan.this) {
                    entries.remove(entry);
                }
            }
        };
    }

    private List<Integer> homes(String vm, int count, Placement placement, int without) {
        return switch (placement.scheduling()) {
            case Scheduling.RealTime scheduling -> {
                Admission.Assignment found =
                        Admission.assign(vm, count, scheduling, placement.pcpus(), servers(without), hostLimit);
                DecisionEvent.record(
                        found.admitted() ? "admitted" : "refused",
                        found.admitted() ? "%s on pCPU %s".formatted(vm, found.pcpus()) : found.explanation());
                if (!found.admitted()) {
                    throw new ConfigurationException(
                            "VM %s cannot be given its real-time budget: %s".formatted(vm, found.explanation()));
                }
                yield found.pcpus();
            }
            case Scheduling.Fair _ -> fairHomes(vm, count, placement, without);
        };
    }

    private List<Integer> fairHomes(String vm, int count, Placement placement, int without) {
        List<Integer> open = pcpus.stream()
                .filter(pcpu -> !pcpu.isParked() && pcpu.index() != without && placement.allows(pcpu.index()))
                .map(Pcpu::index)
                .toList();
        if (open.isEmpty()) {
            throw new ConfigurationException(
                    "VM %s may run on pCPU %s only, which is parked: unpark one".formatted(vm, placement.pcpus()));
        }
        List<Integer> homes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            homes.add(open.stream()
                    .min((a, b) -> Long.compare(residents(a, homes), residents(b, homes)))
                    .orElseThrow());
        }
        return homes;
    }

    private long residents(int pcpu, List<Integer> more) {
        return entries.stream()
                        .flatMap(entry -> entry.homes.stream())
                        .filter(home -> home == pcpu)
                        .count()
                + more.stream().filter(home -> home == pcpu).count();
    }

    private SortedMap<Integer, List<Admission.Server>> servers(int without) {
        SortedMap<Integer, List<Admission.Server>> servers = new TreeMap<>();
        for (Pcpu pcpu : pcpus) {
            if (!pcpu.isParked() && pcpu.index() != without) {
                servers.put(pcpu.index(), new ArrayList<>());
            }
        }
        for (Entry entry : entries) {
            for (int i = 0; entry.isRealTime() && i < entry.homes.size(); i++) {
                List<Admission.Server> there = servers.get(entry.homes.get(i));
                if (there != null) {
                    there.add(entry.server(i));
                }
            }
        }
        return servers;
    }

    /**
     * Finds places elsewhere for the vCPUs of a pCPU that is to be parked.
     *
     * @throws ConfigurationException if there is none for a real-time one; nothing has changed then
     */
    synchronized void park(int pcpu) {
        Map<String, Integer> moves = new LinkedHashMap<>();
        List<List<Integer>> before =
                entries.stream().map(entry -> List.copyOf(entry.homes)).toList();
        try {
            for (Entry entry : entries) {
                moveAway(entry, pcpu, moves);
            }
        } catch (ConfigurationException e) {
            for (int i = 0; i < before.size(); i++) {
                entries.get(i).homes.clear();
                entries.get(i).homes.addAll(before.get(i));
            }
            throw new ConfigurationException("pCPU %d cannot be parked: %s".formatted(pcpu, e.getMessage()), e);
        }
        refuges.put(pcpu, moves);
    }

    private void moveAway(Entry entry, int pcpu, Map<String, Integer> moves) {
        for (int i = 0; i < entry.homes.size(); i++) {
            if (entry.homes.get(i) == pcpu) {
                int home = homes(entry.vm, 1, entry.placement, pcpu).getFirst();
                entry.homes.set(i, home);
                moves.put(entry.vm + "/" + i, home);
            }
        }
    }

    synchronized void unpark(int pcpu) {
        refuges.remove(pcpu);
    }

    /** Where a vCPU of a parked pCPU goes. */
    synchronized int refuge(Entity entity, int parked) {
        Integer planned = refuges.getOrDefault(parked, Map.of()).get(entity.name());
        if (planned != null && !pcpus.get(planned).isParked()) {
            return planned;
        }
        return pcpus.stream()
                .filter(pcpu -> !pcpu.isParked() && entity.placement.allows(pcpu.index()))
                .mapToInt(Pcpu::index)
                .findFirst()
                .orElse(parked);
    }
}
