package org.polyvisor.bench.measure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.polyvisor.bench.BenchException;
import org.polyvisor.bench.machine.Hypervisor;
import org.polyvisor.bench.machine.MachineSpec;
import org.polyvisor.bench.measure.Metric.Clock;
import org.polyvisor.bench.measure.Metric.Goal;

/**
 * Million guest instructions per second of processor time, without an operating system in the guest. Every round of a
 * workload executes the same instructions; how many is measured once by QEMU with a clock that counts instructions
 * ({@code -icount shift=0}: the guest's clock advances by 1 ns with each).
 */
final class SpeedRows {
    private record Speed(Metric metric, String workload) {}

    private static final List<Speed> SPEEDS = List.of(
            new Speed(
                    new Metric("mips-coremark", "MIPS", true, Clock.CPU, Goal.ours(300, 500.0), "bare metal: coremark"),
                    "coremark"),
            new Speed(
                    new Metric("mips-wide", "MIPS", true, Clock.CPU, Goal.ours(130, 190.0), "bare metal: wide-steady"),
                    "wide-steady"));

    static final List<Metric> ALL = SPEEDS.stream().map(Speed::metric).toList();

    /** Instructions in one turn of alu-loop, from its disassembly, and turns in a round; see guest/alu.c. */
    private static final double ALU_INSTRUCTIONS = 7 * 2_000_000.0;

    private static final double COUNT_TOLERANCE = 0.001;
    private static final int COUNT_MILLIS = 60;

    /** A virtual machine in Java is compiled while it runs: what is asked for here is the speed after that. */
    private static final long WARM_UP_CPU_NANOS = 5_000_000_000L;

    private static final int WARM_UP_RUNS = 30;
    private static final int WARM_UP_MILLIS = 700;

    private final Lab lab;
    private final Plan plan;

    SpeedRows(Lab lab, Plan plan) {
        this.lab = lab;
        this.plan = plan;
    }

    void measure(Predicate<Metric> wanted, Consumer<Row> report) throws BenchException {
        List<Speed> speeds =
                SPEEDS.stream().filter(speed -> wanted.test(speed.metric)).toList();
        if (speeds.isEmpty()) {
            return;
        }
        try (WorkloadServer counter = boot(lab.counter().counting());
                Sides sides = Sides.of(lab, (role, hypervisor) -> new Side(hypervisor, () -> boot(hypervisor)))) {
            double alu = count(counter, "alu-loop");
            if (Math.abs(alu / ALU_INSTRUCTIONS - 1) > COUNT_TOLERANCE) {
                throw new BenchException("alu-loop counts %.0f instructions, it has %.0f: the count cannot be trusted"
                        .formatted(alu, ALU_INSTRUCTIONS));
            }
            for (Speed speed : speeds) {
                double instructions = count(counter, speed.workload);
                report.accept(measure(speed, instructions, sides));
            }
        }
    }

    private Row measure(Speed speed, double instructions, Sides sides) {
        List<String> notes = new ArrayList<>();
        notes.add("%.0f instructions a round, counted by QEMU -icount shift=0".formatted(instructions));
        Map<Side, List<Sample>> samples = new LinkedHashMap<>();
        sides.peers().forEach(side -> samples.put(side, new ArrayList<>()));
        samples.put(sides.ours(), new ArrayList<>());
        samples.keySet().forEach(side -> warmUp(side, speed, notes));
        for (int i = 0; i < plan.samples(); i++) {
            samples.forEach((side, list) -> add(side, speed, list, notes));
        }
        List<Sample> oursSamples = samples.remove(sides.ours());
        return new Row(
                speed.metric,
                figures(oursSamples, instructions),
                samples.entrySet().stream()
                        .map(side -> side.getKey().rival(figures(side.getValue(), instructions)))
                        .toList(),
                String.join("; ", notes));
    }

    private void add(Side side, Speed speed, List<Sample> samples, List<String> notes) {
        try {
            samples.add(side.run(speed.workload, plan.sampleMillis()));
        } catch (BenchException e) {
            notes.add(String.valueOf(e.getMessage()));
        }
    }

    private static void warmUp(Side side, Speed speed, List<String> notes) {
        long cpu = 0;
        try {
            for (int i = 0; i < WARM_UP_RUNS && cpu < WARM_UP_CPU_NANOS; i++) {
                cpu += side.run(speed.workload, WARM_UP_MILLIS).cpuNanos();
            }
        } catch (BenchException e) {
            notes.add(String.valueOf(e.getMessage()));
        }
    }

    private static Figures figures(List<Sample> samples, double instructions) {
        return Figures.of(
                samples.stream()
                        .map(sample -> sample.rounds() * instructions * 1e3 / sample.cpuNanos())
                        .toList(),
                samples.stream()
                        .map(sample -> sample.rounds() * instructions * 1e3 / sample.wallNanos())
                        .toList());
    }

    private double count(WorkloadServer counter, String workload) throws BenchException {
        Sample sample = counter.run(workload, COUNT_MILLIS);
        return (double) sample.wallNanos() / sample.rounds();
    }

    private WorkloadServer boot(Hypervisor hypervisor) throws BenchException {
        MachineSpec spec = new MachineSpec(lab.programs().bare(), null, "", List.of(), Lab.MEMORY_MIB, 1);
        return WorkloadServer.boot(
                hypervisor,
                spec,
                lab.core(),
                WorkloadServer.Setup.of(lab.programs().checksums()));
    }
}
