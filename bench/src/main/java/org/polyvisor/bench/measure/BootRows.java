package org.polyvisor.bench.measure;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.polyvisor.bench.BenchException;
import org.polyvisor.bench.machine.HostCores;
import org.polyvisor.bench.machine.Hypervisor;
import org.polyvisor.bench.machine.MachineSpec;
import org.polyvisor.bench.machine.Pause;
import org.polyvisor.bench.machine.RunningMachine;
import org.polyvisor.bench.measure.Metric.Clock;
import org.polyvisor.bench.measure.Metric.Goal;
import org.polyvisor.bench.prepare.Guests;
import org.polyvisor.guests.BuiltGuest;

/** From the start of the process to the shell's prompt, and what the machine uses while it waits there. */
final class BootRows {
    /** What the shell of our guests prints when it is ready. */
    static final String PROMPT = "root@polyvisor:~# ";

    static final Metric BOOT =
            new Metric("boot", "s", false, Clock.WALL, Goal.ratio(0.9, 1.5), "trixie kernel to the prompt");
    static final Metric BOOT_CLOUD =
            new Metric("boot-cloud", "s", false, Clock.WALL, null, "trixie cloud kernel to the prompt");
    static final Metric MEMORY =
            new Metric("memory", "MB", false, Clock.NONE, null, "resident at the prompt, guest's pages included");
    static final Metric MEMORY_OVERHEAD = new Metric(
            "memory-overhead", "MB", false, Clock.NONE, Goal.ours(150, null), "the same less the guest's pages");
    static final Metric IDLE =
            new Metric("idle", "% core", false, Clock.NONE, Goal.ours(3, null), "processor time at the prompt");

    static final List<Metric> ALL = List.of(BOOT, BOOT_CLOUD, MEMORY, MEMORY_OVERHEAD, IDLE);

    private static final Duration BOOT_LIMIT = Duration.ofSeconds(90);
    private static final Duration SETTLE = Duration.ofSeconds(3);

    private final Lab lab;
    private final Plan plan;

    BootRows(Lab lab, Plan plan) {
        this.lab = lab;
        this.plan = plan;
    }

    void measure(Predicate<Metric> wanted, Consumer<Row> report) throws BenchException {
        if (wanted.test(BOOT)) {
            report.accept(boots(BOOT, spec("trixie")));
        }
        if (wanted.test(BOOT_CLOUD)) {
            report.accept(boots(BOOT_CLOUD, spec("trixie-cloud")));
        }
        if (wanted.test(MEMORY) || wanted.test(MEMORY_OVERHEAD) || wanted.test(IDLE)) {
            MachineSpec spec = spec("trixie-cloud");
            List<Rest> peers =
                    lab.peers().stream().map(peer -> rest(peer, spec)).toList();
            Rest ours = rest(lab.ours(), spec);
            List.of(
                            row(MEMORY, ours, peers, Rest::resident, ""),
                            row(
                                    MEMORY_OVERHEAD,
                                    ours,
                                    peers,
                                    rest -> rest.resident - rest.guestPages,
                                    "guest pages touched: %.0f MB".formatted(ours.guestPages)),
                            row(IDLE, ours, peers, Rest::idlePercent, ""))
                    .stream()
                    .filter(row -> wanted.test(row.metric()))
                    .forEach(report);
        }
    }

    private Row row(Metric metric, Rest ours, List<Rest> peers, ToDoubleFunction<Rest> figure, String note) {
        List<Rival> rivals = IntStream.range(0, peers.size())
                .mapToObj(i -> Rival.of(lab.peers().get(i), Figures.of(figure.applyAsDouble(peers.get(i)))))
                .toList();
        return new Row(metric, Figures.of(figure.applyAsDouble(ours)), rivals, note);
    }

    private static MachineSpec spec(String recipe) throws BenchException {
        BuiltGuest guest = Guests.ensure(recipe);
        return new MachineSpec(
                Guests.kernel(guest), Guests.initrd(guest), Lab.COMMAND_LINE, List.of(), Lab.MEMORY_MIB, 1);
    }

    private Row boots(Metric metric, MachineSpec spec) {
        return Boots.compare(metric, lab, new Boots.Target(() -> spec, PROMPT, BOOT_LIMIT), plan.boots());
    }

    /** What a machine uses at the prompt. */
    private record Rest(double resident, double guestPages, double idlePercent) {}

    private Rest rest(Hypervisor hypervisor, MachineSpec spec) {
        try (RunningMachine machine = RunningMachine.start(hypervisor, spec, HostCores.ALL)) {
            machine.console().await(PROMPT, BOOT_LIMIT);
            Pause.of(SETTLE);
            double resident = machine.use().residentMib();
            double guestPages = machine.use().residentGuestRamMib(spec.memoryMib());
            long before = machine.use().cpuNanos();
            Pause.of(Duration.ofSeconds(plan.idleSeconds()));
            double busy = (machine.use().cpuNanos() - before) / 1e9;
            return new Rest(resident, guestPages, 100 * busy / plan.idleSeconds());
        } catch (BenchException e) {
            System.err.printf("bench: %s: %s%n", hypervisor.name(), e.getMessage());
            return new Rest(Double.NaN, Double.NaN, Double.NaN);
        }
    }
}
