package org.polyvisor.bench.measure;

import java.time.Duration;
import java.util.Map;
import org.polyvisor.bench.BenchException;
import org.polyvisor.bench.machine.HostCores;
import org.polyvisor.bench.machine.Hypervisor;
import org.polyvisor.bench.machine.MachineSpec;
import org.polyvisor.bench.machine.RunningMachine;

/** A guest that runs workloads when asked on its console; {@code bench/guest/serve.c} is the other end. */
final class WorkloadServer implements AutoCloseable {
    private static final Duration BOOT_LIMIT = Duration.ofSeconds(90);
    private static final Duration PREPARE_LIMIT = Duration.ofSeconds(60);
    private static final Duration RUN_LIMIT = Duration.ofSeconds(60);
    private static final long LEAST_CPU_NANOS = 10_000_000;

    private final RunningMachine machine;
    private final Map<String, String> checksums;

    private WorkloadServer(RunningMachine machine, Map<String, String> checksums) {
        this.machine = machine;
        this.checksums = checksums;
    }

    /** Boots it and waits until it serves. */
    static WorkloadServer boot(Hypervisor hypervisor, MachineSpec spec, HostCores cores, Map<String, String> checksums)
            throws BenchException {
        RunningMachine machine = RunningMachine.start(hypervisor, spec, cores);
        try {
            machine.console().awaitLine("pvbench serves", BOOT_LIMIT);
            return new WorkloadServer(machine, checksums);
        } catch (BenchException e) {
            machine.close();
            throw e;
        }
    }

    /**
     * Runs a workload for at least that long.
     *
     * @throws BenchException if the guest says that it cannot, does not answer, or computes something wrong
     */
    Sample run(String workload, int milliseconds) throws BenchException {
        machine.console().type("run %s %d\n".formatted(workload, milliseconds));
        expect(machine.console().awaitLine("(?:ready|failed) " + workload, PREPARE_LIMIT), workload);
        long before = machine.use().cpuNanos();
        machine.console().type("go\n");
        String line = machine.console().awaitLine("(?:done|failed) " + workload, RUN_LIMIT);
        long cpu = machine.use().cpuNanos() - before;
        expect(line, workload);
        String[] words = line.split(" ", -1);
        if (words.length != 6) {
            throw new BenchException("%s: a garbled answer: %s".formatted(workload, line));
        }
        String checksum = checksums.get(workload);
        if (!words[5].equals(checksum)) {
            throw new BenchException("%s computed %s, right is %s".formatted(workload, words[5], checksum));
        }
        return new Sample(
                Long.parseLong(words[2]),
                Long.parseLong(words[3]),
                Long.parseLong(words[4]),
                Math.max(cpu, LEAST_CPU_NANOS));
    }

    private static void expect(String answer, String workload) throws BenchException {
        if (answer.startsWith("failed")) {
            throw new BenchException("%s failed in the guest".formatted(workload));
        }
    }

    @Override
    public void close() {
        machine.close();
    }
}
