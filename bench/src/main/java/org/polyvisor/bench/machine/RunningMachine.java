package org.polyvisor.bench.machine;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.polyvisor.bench.BenchException;

/** A booted hypervisor process. Closing it ends the process and all below it; so does the end of this JVM. */
public final class RunningMachine implements AutoCloseable {
    /** No measurement takes longer; {@code timeout} ends what a killed JVM leaves behind. */
    private static final Duration LIFETIME = Duration.ofHours(1);

    private static final Set<RunningMachine> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(RunningMachine::kill)));
    }

    private final Process process;
    private final Console console;
    private final ProcessUse use;
    private final long startNanos;

    private RunningMachine(Process process, long startNanos) {
        this.process = process;
        this.startNanos = startNanos;
        this.console = new Console(process.getInputStream(), process.getOutputStream());
        this.use = new ProcessUse(process.toHandle());
    }

    /** Starts the machine on the host processors of {@code cores}. */
    public static RunningMachine start(Hypervisor hypervisor, MachineSpec machine, HostCores cores)
            throws BenchException {
        return start(hypervisor.command(machine), cores, LIFETIME);
    }

    /** Starts any program that talks by its standard input and output; it is killed after {@code lifetime}. */
    public static RunningMachine start(List<String> program, HostCores cores, Duration lifetime) throws BenchException {
        List<String> command = new ArrayList<>(List.of("timeout", "-s", "KILL", Long.toString(lifetime.toSeconds())));
        command.addAll(cores.prefix());
        command.addAll(program);
        try {
            long start = System.nanoTime();
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            RunningMachine running = new RunningMachine(process, start);
            RUNNING.add(running);
            return running;
        } catch (IOException e) {
            throw new BenchException("cannot start %s: %s".formatted(command.getFirst(), e.getMessage()), e);
        }
    }

    public Console console() {
        return console;
    }

    public ProcessUse use() {
        return use;
    }

    /** Seconds since just before the process was made. */
    public double age() {
        return (System.nanoTime() - startNanos) / 1e9;
    }

    /** Waits for the process to end by itself; its exit code. */
    public int awaitEnd(Duration limit) throws BenchException {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new BenchException("the machine does not end after its guest switched it off");
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", e);
        }
    }

    @Override
    public void close() {
        kill();
        RUNNING.remove(this);
    }

    // The wrapper ends by itself once it has collected its child, whose processor time is then counted as ours.
    private void kill() {
        process.toHandle().descendants().forEach(ProcessHandle::destroyForcibly);
        try {
            if (!process.waitFor(1, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
