package org.polyvisor.bench.measure;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.polyvisor.bench.BenchException;
import org.polyvisor.bench.machine.HostCores;
import org.polyvisor.bench.machine.Hypervisor;
import org.polyvisor.bench.machine.MachineSpec;
import org.polyvisor.bench.machine.RunningMachine;

/** A guest that runs workloads when asked on its console; {@code bench/guest/serve.c} is the other end. */
final class WorkloadServer implements AutoCloseable {
    private static final long LEAST_CPU_NANOS = 10_000_000;

    /**
     * How the guest comes to serve.
     *
     * @param checksums what a round of each workload must return
     * @param command what has to be typed at the shell's prompt, or null if it serves by itself
     * @param bootLimit for the way to there
     * @param limit for preparing a workload, and for running it
     */
    record Setup(Map<String, String> checksums, @Nullable String command, Duration bootLimit, Duration limit) {
        /** The guest serves by itself. */
        static Setup of(Map<String, String> checksums) {
            return new Setup(checksums, null, Duration.ofSeconds(90), Duration.ofSeconds(60));
        }
    }

    private final RunningMachine machine;
    private final Setup setup;

    private WorkloadServer(RunningMachine machine, Setup setup) {
        this.machine = machine;
        this.setup = setup;
    }

    /** Boots it and waits until it serves. */
    static WorkloadServer boot(Hypervisor hypervisor, MachineSpec spec, HostCores cores, Setup setup)
            throws BenchException {
        RunningMachine machine = RunningMachine.start(hypervisor, spec, cores);
        try {
            if (setup.command != null) {
                machine.console().await(BootRows.PROMPT, setup.bootLimit);
                machine.console().type(setup.command + "\n");
            }
            machine.console().awaitLine("pvbench serves", setup.bootLimit);
            return new WorkloadServer(machine, setup);
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
        expect(machine.console().awaitLine("(?:ready|failed) " + workload, setup.limit), workload);
        long before = machine.use().cpuNanos();
        machine.console().type("go\n");
        String line = machine.console().awaitLine("(?:done|failed) " + workload, setup.limit);
        long cpu = machine.use().cpuNanos() - before;
        expect(line, workload);
        String[] words = line.split(" ", -1);
        if (words.length != 6) {
            throw new BenchException("%s: a garbled answer: %s".formatted(workload, line));
        }
        String checksum = setup.checksums.get(workload);
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
            throw new BenchException(
                    answer.equals("failed " + workload) ? "%s failed in the guest".formatted(workload) : answer);
        }
    }

    @Override
    public void close() {
        machine.close();
    }
}
