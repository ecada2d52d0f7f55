package org.polyvisor.bench.modem;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.polyvisor.bench.BenchException;
import org.polyvisor.bench.machine.HostCores;
import org.polyvisor.bench.machine.Polyvisor;
import org.polyvisor.bench.machine.RunningMachine;
import org.polyvisor.bench.prepare.WorkFolder;

/** The phone of {@code examples/modem.yaml}, as a user starts it and types at its consoles, apart from other phones. */
public final class ModemTrial {
    private static final Duration START = Duration.ofMinutes(20);
    private static final Duration LIFETIME = Duration.ofMinutes(45);

    private final Path root;
    private final PrintStream out;
    private long start;

    /**
     * Prepares nothing yet.
     *
     * @param root the folder of the launcher
     * @param out for a line about each step
     */
    public ModemTrial(Path root, PrintStream out) {
        this.root = root;
        this.out = out;
    }

    /** Whether all steps went as they must; those after the first that did not are left out. */
    public boolean run() throws BenchException {
        Polyvisor.find(root, List.of());
        try (WorkFolder work = WorkFolder.make()) {
            Path phone =
                    Files.copy(root.resolve("examples/modem.yaml"), work.path().resolve("modem.yaml"));
            try (RunningMachine up = start(work, "up", phone.toString())) {
                up.console().awaitLine(".* b +vm-started ", START);
                start = System.nanoTime();
                return use(work);
            }
        } catch (IOException e) {
            throw new BenchException("cannot copy the phone's file: " + e.getMessage(), e);
        }
    }

    private boolean use(WorkFolder work) throws BenchException {
        try (RunningMachine first = start(work, "console", "a");
                RunningMachine second = start(work, "console", "b")) {
            Telephone a = new Telephone("a", "+491701", first.console());
            Telephone b = new Telephone("b", "+491702", second.console());
            Steps steps = new Steps(this::tell);
            try {
                for (Telephone each : List.of(a, b)) {
                    each.login();
                    tell(each.name() + ": logged in");
                    steps.register(each);
                }
                steps.message(a, b, "Hello from A");
                steps.message(b, a, "Hello from B");
                steps.call(a, b);
                steps.call(b, a);
                tell("good");
                return true;
            } catch (BenchException e) {
                tell("FAILED: " + e.getMessage());
                return false;
            }
        }
    }

    private void tell(String what) {
        out.printf(Locale.ROOT, "%7.1f s  %s%n", (System.nanoTime() - start) / 1e9, what);
    }

    /** Runs the launcher with its sockets and logs in the folder of this run. */
    private RunningMachine start(WorkFolder work, String... words) throws BenchException {
        List<String> command = new ArrayList<>(List.of(
                "env",
                "XDG_RUNTIME_DIR=" + work.path(),
                "XDG_STATE_HOME=" + work.path(),
                root.resolve("polyvisor").toString()));
        command.addAll(List.of(words));
        return RunningMachine.start(command, HostCores.ALL, LIFETIME);
    }
}
