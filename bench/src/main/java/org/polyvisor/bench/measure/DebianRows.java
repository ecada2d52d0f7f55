package org.polyvisor.bench.measure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.polyvisor.bench.BenchException;
import org.polyvisor.bench.machine.HostCommand;
import org.polyvisor.bench.machine.HostCores;
import org.polyvisor.bench.machine.Hypervisor;
import org.polyvisor.bench.machine.MachineSpec;
import org.polyvisor.bench.measure.Metric.Clock;
import org.polyvisor.bench.measure.Metric.Goal;
import org.polyvisor.bench.prepare.DebianGuest;

/** What a full Debian with systemd does: its boot, programs of its packages, two processes on two vCPUs. */
final class DebianRows {
    static final Metric LOGIN = new Metric(
            "systemd-login", "s", false, Clock.WALL, Goal.ratio(1.2, 2), "Debian with systemd on a disk, to its login");
    static final Metric PARALLEL = new Metric(
            "parallel-2-vcpus", "times", true, Clock.WALL, Goal.ours(1.7, 1.9), "two processes on 2 vCPUs, over on 1");

    static final List<Metric> ALL = Stream.of(
                    Stream.of(LOGIN), Workload.DEBIAN.stream().map(Workload::metric), Stream.of(PARALLEL))
            .flatMap(metrics -> metrics)
            .toList();

    private static final int MEMORY_MIB = 1024;
    private static final Duration BOOT_LIMIT = Duration.ofMinutes(8);
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final String AUTOLOGIN = " systemd.set_credential=agetty.autologin:root";
    private static final String SERVE = "systemctl is-system-running --wait; exec python3 /dev/vdb";

    private final Lab lab;
    private final Plan plan;

    DebianRows(Lab lab, Plan plan) {
        this.lab = lab;
        this.plan = plan;
    }

    void measure(Predicate<Metric> wanted, Consumer<Row> report) throws BenchException {
        if (ALL.stream().noneMatch(wanted)) {
            return;
        }
        DebianGuest guest = DebianGuest.ensure(lab.bench());
        if (wanted.test(LOGIN)) {
            Boots.Machine machine = () -> spec(guest, "login", 1, "");
            report.accept(Boots.compare(
                    LOGIN, lab, new Boots.Target(machine, "polyvisor login:", BOOT_LIMIT), plan.systemBoots()));
        }
        List<Workload> workloads = Workload.DEBIAN.stream()
                .filter(workload -> wanted.test(workload.metric()))
                .toList();
        if (!workloads.isEmpty()) {
            try (Sides sides = Sides.of(lab, (role, hypervisor) -> side(guest, role, hypervisor, 1, lab.core()))) {
                new WorkloadRows(sides, plan).measure(workloads, report);
            }
        }
        if (wanted.test(PARALLEL)) {
            try (Sides sides = Sides.of(lab, (role, hypervisor) -> side(guest, role, hypervisor, 2, HostCores.ALL))) {
                report.accept(parallel(sides, guest));
            }
        }
    }

    // What a killed machine leaves is not what the next one starts from.
    private MachineSpec spec(DebianGuest guest, String role, int cpus, String more) throws BenchException {
        return new MachineSpec(
                guest.kernel(),
                guest.initrd(),
                guest.commandLine() + " kpti=off" + more,
                List.of(
                        guest.copyDisk(lab.work().resolve("debian-%s.img".formatted(role))),
                        guest.programDisk(lab.work().resolve("serve-%s.img".formatted(role)))),
                MEMORY_MIB,
                cpus);
    }

    private Side side(DebianGuest guest, String role, Hypervisor hypervisor, int cpus, HostCores cores) {
        WorkloadServer.Setup setup = new WorkloadServer.Setup(guest.checksums(), SERVE, BOOT_LIMIT, LIMIT);
        return new Side(
                hypervisor, () -> WorkloadServer.boot(hypervisor, spec(guest, role, cpus, AUTOLOGIN), cores, setup));
    }

    private Row parallel(Sides sides, DebianGuest guest) {
        List<String> notes = new ArrayList<>();
        List<Double> hosts = new ArrayList<>();
        Map<Side, List<Double>> gains = new LinkedHashMap<>();
        sides.peers().forEach(side -> gains.put(side, new ArrayList<>()));
        gains.put(sides.ours(), new ArrayList<>());
        gains.keySet().forEach(side -> gain(side, plan.warmUpMillis(), new ArrayList<>(), notes));
        for (int i = 0; i < plan.samples() && notes.isEmpty(); i++) {
            gains.forEach((side, list) -> gain(side, plan.sampleMillis(), list, notes));
            hostGain(guest, plan.sampleMillis()).ifPresent(hosts::add);
        }
        List<Double> ours = gains.remove(sides.ours());
        notes.add("how much faster on 2 than on 1, wall time, of each side by itself");
        Figures host = Figures.of(hosts, List.of());
        notes.add("the host by itself, in turn with them: %.2f (%.2f to %.2f)"
                .formatted(host.value(), host.low(), host.high()));
        return new Row(
                PARALLEL,
                Figures.of(ours, List.of()),
                gains.entrySet().stream()
                        .map(side -> side.getKey().rival(Figures.of(side.getValue(), List.of())))
                        .toList(),
                String.join("; ", notes));
    }

    /** What two processors of the host are worth at this moment: on a virtual machine not always two. */
    private static Optional<Double> hostGain(DebianGuest guest, int milliseconds) {
        String line = HostCommand.firstLine(
                List.of("python3", guest.program().toString(), "gain", Integer.toString(milliseconds)));
        return Optional.ofNullable(line).map(Double::valueOf);
    }

    private static void gain(Side side, int milliseconds, List<Double> gains, List<String> notes) {
        try {
            Sample one = side.run("parallel-on-1", milliseconds);
            Sample two = side.run("parallel-on-2", milliseconds);
            gains.add((double) one.wallNanos() / one.rounds() / ((double) two.wallNanos() / two.rounds()));
        } catch (BenchException e) {
            notes.add(String.valueOf(e.getMessage()));
        }
    }
}
