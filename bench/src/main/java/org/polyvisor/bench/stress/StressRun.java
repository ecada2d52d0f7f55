package org.polyvisor.bench.stress;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.polyvisor.bench.BenchException;
import org.polyvisor.bench.machine.HostCores;
import org.polyvisor.bench.machine.MachineSpec;
import org.polyvisor.bench.machine.Polyvisor;
import org.polyvisor.bench.machine.RunningMachine;
import org.polyvisor.bench.prepare.DebianGuest;
import org.polyvisor.bench.prepare.WorkFolder;

/** One run of stress-ng with all its checks on, in the full Debian. */
public final class StressRun {
    private static final int MEMORY_MIB = 1024;
    private static final int CPUS = 2;
    private static final Duration BOOT = Duration.ofMinutes(8);
    private static final Duration OFF = Duration.ofMinutes(3);
    private static final String STRESSORS =
            "--cpu 2 --vm 1 --vm-bytes 64M --switch 1 --fault 1 --futex 1 --fp 1 --vecmath 1";
    private static final String COMMAND = "echo STRESS begins; stress-ng --verify %s --timeout %d 2>&1;"
            + " echo STRESS ends with $?; sleep 1; systemctl poweroff --no-block";

    private final Path root;
    private final String engine;
    private final int seconds;
    private final PrintStream out;

    /**
     * Prepares nothing yet.
     *
     * @param root the folder of the launcher
     * @param engine that executes the guest
     * @param seconds how long the load lasts
     * @param out for what the guest says
     */
    public StressRun(Path root, String engine, int seconds, PrintStream out) {
        this.root = root;
        this.engine = engine;
        this.seconds = seconds;
        this.out = out;
    }

    /** Whether all checks of the guest were good, and it switched off in order. */
    public boolean run() throws BenchException {
        Polyvisor polyvisor = Polyvisor.find(root, List.of("--engine", engine));
        DebianGuest debian = DebianGuest.ensure(root.resolve("bench"));
        try (WorkFolder work = WorkFolder.make()) {
            MachineSpec spec = new MachineSpec(
                    debian.kernel(),
                    debian.initrd(),
                    "%s systemd.run=\"/bin/sh -c '(%s) >/dev/console'\""
                            .formatted(debian.commandLine(), COMMAND.formatted(STRESSORS, seconds)),
                    List.of(debian.copyDisk(work.path().resolve("debian.img"))),
                    MEMORY_MIB,
                    CPUS);
            Duration lifetime = BOOT.plus(OFF).plusSeconds(2L * seconds);
            try (RunningMachine machine = RunningMachine.start(polyvisor.command(spec), HostCores.ALL, lifetime)) {
                machine.console().awaitLine("STRESS begins", BOOT);
                boolean good = watch(machine);
                int status = machine.awaitEnd(OFF);
                out.println("exit status " + status);
                return good && status == 0;
            }
        }
    }

    private boolean watch(RunningMachine machine) throws BenchException {
        Duration limit = BOOT.plusSeconds(2L * seconds);
        String line;
        do {
            line = machine.console().awaitLine("stress-ng: |STRESS ends|.*(?:Oops|soft lockup|Call trace)", limit);
            out.println(line);
        } while (line.startsWith("stress-ng: "));
        return line.equals("STRESS ends with 0");
    }
}
