package org.polyvisor.bench.realtime;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.polyvisor.bench.BenchException;
import org.polyvisor.bench.machine.Console;
import org.polyvisor.bench.machine.HostCores;
import org.polyvisor.bench.machine.ProcessUse;
import org.polyvisor.bench.machine.RunningMachine;

/** Several machines in one process of ours, {@link org.polyvisor.bench.phone.PhoneMain}. */
final class PhoneProcess implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final RunningMachine process;

    private PhoneProcess(RunningMachine process) {
        this.process = process;
    }

    /**
     * Starts one without machines.
     *
     * @param helpers where its threads run that run no vCPUs
     * @param pcpus KIND:CAPACITY:CORE each
     */
    static PhoneProcess start(Path root, HostCores helpers, Duration lifetime, String... pcpus) throws BenchException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + root.resolve("launch/engine.options"),
                "@" + root.resolve("launch/process.options"),
                "@" + root.resolve("launch/phone.options"),
                "-p",
                System.getProperty("jdk.module.path"),
                "-m",
                "polyvisor.bench/org.polyvisor.bench.phone.PhoneMain"));
        command.addAll(List.of(pcpus));
        PhoneProcess phone = new PhoneProcess(RunningMachine.start(command, helpers, lifetime));
        try {
            phone.console().awaitLine("ok up", LIMIT);
            return phone;
        } catch (BenchException e) {
            phone.close();
            throw e;
        }
    }

    /** Gives a command and returns the answer. What guests printed before that is forgotten. */
    String ask(String command) throws BenchException {
        console().type(command + "\n");
        String answer = console().awaitLine("(?:ok|no) ", LIMIT);
        if (answer.startsWith("no ")) {
            throw new BenchException("polyvisor: %s: %s".formatted(command, answer.substring(3)));
        }
        return answer.substring(3);
    }

    /** Starts a machine. */
    void add(String name, GuestWords guest, String more) throws BenchException {
        ask("vm %s %s %s".formatted(name, guest.words(), more).strip());
    }

    /** Waits for a line of a guest that has a match of {@code pattern}; the whole of it. */
    String awaitLine(String name, String pattern, Duration limit) throws BenchException {
        return console().awaitLine(name + "\\| [^\\n]*(?:" + pattern + ")", limit);
    }

    Console console() {
        return process.console();
    }

    ProcessUse use() {
        return process.use();
    }

    @Override
    public void close() {
        process.close();
    }
}
