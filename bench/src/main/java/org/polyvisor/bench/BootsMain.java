package org.polyvisor.bench;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.polyvisor.bench.boots.Trial;
import org.polyvisor.bench.machine.Hypervisor;
import org.polyvisor.bench.machine.Polyvisor;
import org.polyvisor.bench.machine.Qemu;
import org.polyvisor.bench.prepare.Guests;
import org.polyvisor.guests.BuiltGuest;

/**
 * {@code bench/boots}: boots Debian's kernels and firmwares to their prompt with one and four CPUs on each engine, has
 * something computed there, switches off. Ends with 0 when all did, with 1 when one did not, with 2 when it could not
 * start.
 */
public final class BootsMain {
    private static final List<String> GUESTS =
            List.of("trixie", "bookworm", "sid", "trixie-cloud", "trixie-16k", "trixie-rt", "u-boot", "edk2");
    private static final List<String> ENGINES = List.of("interpreter", "translator");
    private static final int[] CPUS = {1, 4};
    private static final String USAGE = """
            usage: bench/boots [--engine ENGINE]... [--qemu] [GUEST...]

            Boots each guest (all: %s)
            with 1 and with 4 CPUs to its prompt, has something computed there, switches off, and prints how many
            seconds passed to the prompt, and how many seconds of processor time.
              --engine ENGINE   a column for this engine; interpreter and translator if none is named
              --qemu            a column for QEMU
            """.formatted(String.join(", ", GUESTS));

    private final PrintStream out;

    private BootsMain(PrintStream out) {
        this.out = out;
    }

    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), System.out, System.err));
    }

    static int run(List<String> arguments, PrintStream out, PrintStream err) {
        try {
            List<String> guests = new ArrayList<>();
            List<String> engines = new ArrayList<>();
            boolean qemu = false;
            for (int i = 0; i < arguments.size(); i++) {
                String argument = arguments.get(i);
                switch (argument) {
                    case "--help", "-h" -> {
                        out.print(USAGE);
                        return 0;
                    }
                    case "--qemu" -> qemu = true;
                    case "--engine" -> engines.add(Arguments.value(arguments, i++));
                    default -> {
                        if (!GUESTS.contains(argument)) {
                            throw new BenchException(
                                    "'%s' is neither an option nor one of the guests (--help)".formatted(argument));
                        }
                        guests.add(argument);
                    }
                }
            }
            List<Column> columns = columns(engines.isEmpty() && !qemu ? ENGINES : engines, qemu);
            return new BootsMain(out).bootAll(columns, guests.isEmpty() ? GUESTS : guests) ? 0 : 1;
        } catch (BenchException e) {
            err.println("bench: " + e.getMessage());
            return 2;
        }
    }

    private record Column(String name, Hypervisor hypervisor) {}

    private static List<Column> columns(List<String> engines, boolean qemu) throws BenchException {
        Path root = Path.of(System.getProperty("polyvisor.root", "."));
        List<Column> columns = new ArrayList<>();
        for (String engine : engines) {
            columns.add(new Column(engine, Polyvisor.find(root, List.of("--engine", engine))));
        }
        if (qemu) {
            Hypervisor peer = Qemu.find(Qemu.PROGRAM);
            columns.add(new Column(peer.name(), peer));
        }
        return columns;
    }

    private boolean bootAll(List<Column> columns, List<String> guests) throws BenchException {
        for (Column column : columns) {
            out.printf("%s: %s%n", column.name, column.hypervisor.version());
        }
        out.printf("%n%-14s %-24s %4s", "guest", "version", "cpus");
        columns.forEach(column -> out.printf(" %20s", column.name));
        out.println();
        boolean good = true;
        for (String name : guests) {
            BuiltGuest guest = Guests.ensure(name);
            for (int cpus : CPUS) {
                out.printf("%-14s %-24s %4d", guest.name(), guest.version(), cpus);
                List<String> failures = new ArrayList<>();
                for (Column column : columns) {
                    Trial trial = Trial.run(column.hypervisor, guest, cpus);
                    out.printf(
                            " %20s",
                            String.format(Locale.ROOT, "%.2f / %.2f", trial.promptSeconds(), trial.cpuSeconds()));
                    out.flush();
                    if (!trial.good()) {
                        failures.add("%s FAILED: %s".formatted(column.name, trial.failure()));
                    }
                }
                out.println("  " + String.join("; ", failures));
                good &= failures.isEmpty();
            }
        }
        return good;
    }
}
