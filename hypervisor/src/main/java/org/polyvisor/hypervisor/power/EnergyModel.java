package org.polyvisor.hypervisor.power;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.polyvisor.hypervisor.sched.PcpuStatus;
import org.polyvisor.hypervisor.sched.VcpuUsage;

/**
 * Turns what a scheduler did between two moments into energy.
 *
 * <p>A VM is charged for the time that its vCPUs ran, at the active power of the pCPUs on which they did. What is left
 * (idling, powering down and up, parked pCPUs, the scheduler's own work, the base) is shared by the vCPUs that are
 * switched on, equally: an idle vCPU keeps the phone from nothing but being off itself. A vCPU that its guest has
 * switched off (PSCI CPU_OFF, or SYSTEM_SUSPEND for all but one) bears nothing of it.
 *
 * <p>Pure functions of their arguments.
 */
public final class EnergyModel {
    private static final String OFF = "off";

    private final PowerFigures figures;

    public EnergyModel(PowerFigures figures) {
        this.figures = figures;
    }

    /** What the phone used from {@code earlier} to {@code later}, which have the same pCPUs. */
    public Energy between(Snapshot earlier, Snapshot later) {
        List<Double> byPcpu = new ArrayList<>();
        double asleepShare = 1;
        long span = 0;
        double busy = 0;
        for (int i = 0; i < later.pcpus().size(); i++) {
            PcpuStatus from = earlier.pcpus().get(i);
            PcpuStatus to = later.pcpus().get(i);
            ClassPower power = figures.of(to.spec().kind());
            long wall = growth(from.wallNanos(), to.wallNanos());
            // More than the span if a vCPU has run since before it and was not accounted for until now.
            long active = growth(from.busyNanos(), to.busyNanos());
            long parked = Math.min(wall, growth(from.parkedNanos(), to.parkedNanos()));
            long idle = Math.max(0, wall - active - parked);
            long periods = growth(from.wakeUps(), to.wakeUps());
            double activeJoules = active * power.activeWatts() / 1e9;
            byPcpu.add(activeJoules + power.idleJoules(idle, periods) + parked * power.offWatts() / 1e9);
            busy += activeJoules;
            double down = parked + idle * power.deepShare(idle, periods);
            asleepShare *= wall == 0 ? 1 : down / wall;
            span = Math.max(span, wall);
        }
        double base = span * (asleepShare * figures.asleepWatts() + (1 - asleepShare) * figures.awakeWatts()) / 1e9;
        SortedMap<String, Double> byVm = new TreeMap<>();
        Map<String, Integer> present = new HashMap<>();
        double own = charge(earlier, later, byVm, present);
        double all = base + byPcpu.stream().mapToDouble(Double::doubleValue).sum();
        // Readings are not taken at one instant: vCPUs can show a little more than their pCPUs.
        double scale = own > busy ? busy / own : 1;
        byVm.replaceAll((_, joules) -> joules * scale);
        double shared = all - own * scale;
        int sharers = present.values().stream().mapToInt(Integer::intValue).sum();
        present.forEach((vm, count) -> byVm.merge(vm, shared * count / sharers, Double::sum));
        return new Energy(Duration.ofNanos(span), byVm, byPcpu, base, sharers == 0 ? shared : 0);
    }

    /** Charges VMs for what their vCPUs ran, and counts those that are on; the sum of the charges. */
    private double charge(
            Snapshot earlier, Snapshot later, SortedMap<String, Double> byVm, Map<String, Integer> present) {
        Map<String, VcpuUsage> before = new HashMap<>();
        earlier.vcpus().forEach(vcpu -> before.put(key(vcpu), vcpu));
        double sum = 0;
        for (VcpuUsage vcpu : later.vcpus()) {
            VcpuUsage old = before.get(key(vcpu));
            // Times may be off by what was being accounted for when they were read; the count of switches is exact.
            List<Long> ranBefore = old != null && old.switches() <= vcpu.switches() ? old.runNanosByPcpu() : List.of();
            double joules = 0;
            for (int pcpu = 0; pcpu < vcpu.runNanosByPcpu().size(); pcpu++) {
                long from = pcpu < ranBefore.size() ? ranBefore.get(pcpu) : 0; // new, or switched on again: from 0
                String kind = later.pcpus().get(pcpu).spec().kind();
                joules += growth(from, vcpu.runNanosByPcpu().get(pcpu))
                        * figures.of(kind).activeWatts()
                        / 1e9;
            }
            byVm.merge(vcpu.vm(), joules, Double::sum);
            sum += joules;
            if (!vcpu.state().equals(OFF)) {
                present.merge(vcpu.vm(), 1, Integer::sum);
            }
        }
        return sum;
    }

    private static String key(VcpuUsage vcpu) {
        return vcpu.vm() + "/" + vcpu.vcpu();
    }

    private static long growth(long from, long to) {
        return Math.max(0, to - from);
    }
}
