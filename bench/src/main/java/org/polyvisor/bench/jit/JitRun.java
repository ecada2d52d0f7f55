package org.polyvisor.bench.jit;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.polyvisor.bench.BenchException;
import org.polyvisor.bench.machine.HostCores;
import org.polyvisor.bench.machine.MachineSpec;
import org.polyvisor.bench.machine.Polyvisor;
import org.polyvisor.bench.machine.RunningMachine;
import org.polyvisor.bench.prepare.Guests;
import org.polyvisor.bench.prepare.WorkFolder;
import org.polyvisor.guests.BuiltGuest;
import org.polyvisor.guests.GuestCommand;

/** One run of a guest that generates code for ever. */
public final class JitRun {
    private static final String GUEST = "trixie-cloud";
    private static final int MEMORY_MIB = 512;
    private static final int SAMPLE_EVERY_SECONDS = 5;
    private static final double GROWTH_MIB = 16;
    private static final int LEAST_RECYCLED = 2;
    private static final Pattern RECYCLED = Pattern.compile("cache recycled ([0-9]+) times");
    private static final Duration BOOT_LIMIT = Duration.ofMinutes(3);
    private static final Duration LINE_LIMIT = Duration.ofMinutes(1);
    private static final String FORMAT = "%8s %12s %12s%n";

    private final Path root;
    private final String engine;
    private final long seconds;
    private final PrintStream out;

    /**
     * Prepares nothing yet.
     *
     * @param root the folder of the launcher
     * @param engine that executes the guest
     * @param seconds how long code is generated
     * @param out for the table
     */
    public JitRun(Path root, String engine, long seconds, PrintStream out) {
        this.root = root;
        this.engine = engine;
        this.seconds = seconds;
        this.out = out;
    }

    /** Whether the guest computed what is right and memory levelled off. */
    public boolean run() throws BenchException {
        Polyvisor polyvisor = Polyvisor.find(root, List.of("--stats", "--engine", engine));
        BuiltGuest guest = Guests.ensure(GUEST);
        try (WorkFolder work = WorkFolder.make()) {
            MachineSpec spec = new MachineSpec(
                    Guests.kernel(guest),
                    Guests.initrd(guest),
                    "console=ttyAMA0 quiet " + GuestCommand.kernelParameter(JitDisk.command(seconds)),
                    List.of(JitDisk.make(root.resolve("bench"), work.path())),
                    MEMORY_MIB,
                    1);
            try (RunningMachine machine = RunningMachine.start(polyvisor, spec, HostCores.ALL)) {
                return watch(machine);
            }
        }
    }

    private boolean watch(RunningMachine machine) throws BenchException {
        MemoryCourse course = new MemoryCourse();
        out.printf(FORMAT, "seconds", "functions", "MiB");
        String line = machine.console().awaitLine("functions |end |polyvisor: exit", BOOT_LIMIT);
        long start = System.nanoTime();
        long next = start;
        while (line.startsWith("functions ")) {
            if (System.nanoTime() >= next) {
                double mib = machine.use().residentMib() - machine.use().residentGuestRamMib(MEMORY_MIB);
                course.add(mib);
                out.printf(
                        FORMAT,
                        Math.round((System.nanoTime() - start) / 1e9),
                        line.split(" ", -1)[1],
                        String.format(Locale.ROOT, "%.0f", mib));
                next += SAMPLE_EVERY_SECONDS * 1_000_000_000L;
            }
            line = machine.console().awaitLine("functions |end |polyvisor: exit", LINE_LIMIT);
        }
        boolean right = isRight(line);
        boolean full = !engine.equals("translator") || filledTheCache(machine);
        double growth = course.growthInLastThird();
        boolean level = growth <= GROWTH_MIB;
        out.printf(
                Locale.ROOT,
                "memory in the last third: %+.0f MiB (%.0f allowed) %s%n",
                growth,
                GROWTH_MIB,
                level ? "good" : "FAILED");
        return right && full && level;
    }

    /** Memory may grow until the code cache is full for the first time, which has to be before the last third. */
    private boolean filledTheCache(RunningMachine machine) throws BenchException {
        String line = machine.console().awaitLine("vm: [0-9]+ blocks of", LINE_LIMIT);
        out.println(line);
        Matcher recycled = RECYCLED.matcher(line);
        boolean full = recycled.find() && Long.parseLong(recycled.group(1)) >= LEAST_RECYCLED;
        if (!full) {
            out.printf("FAILED: the cache was not full %d times: this host needs more --minutes%n", LEAST_RECYCLED);
        }
        return full;
    }

    private boolean isRight(String line) {
        String[] words = line.split(" ", -1);
        if (!line.startsWith("end functions ") || words.length != 5) {
            out.println("FAILED: the guest said: " + line);
            return false;
        }
        long functions = Long.parseLong(words[2]);
        boolean right = Long.parseLong(words[4]) == EverNew.sum(functions);
        out.printf("results of %d functions: %s%n", functions, right ? "good" : "FAILED: they are wrong");
        return right;
    }
}
