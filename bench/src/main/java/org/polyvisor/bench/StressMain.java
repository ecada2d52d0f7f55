package org.polyvisor.bench;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import org.polyvisor.bench.stress.StressRun;

/**
 * {@code bench/stress}: a guest checks its own computing under load. Ends with 0 when all was right, with 1 when not, with
 * 2 when it could not start.
 */
public final class StressMain {
    private static final int DEFAULT_MINUTES = 30;
    private static final int LONGEST_MINUTES = 24 * 60;
    private static final String USAGE = """
            usage: bench/stress [--minutes N] [--engine ENGINE]

            Runs stress-ng --verify in the full Debian with 2 vCPUs: processors, memory, faults, futexes, switches,
            floating point, vectors. Prints what it says; fails when one of its checks does, when the kernel complains,
            or when the guest does not switch off in order.
              --minutes N        how long; %d if not given, %d at most
              --engine ENGINE    as for polyvisor run; translator if not given
            """.formatted(DEFAULT_MINUTES, LONGEST_MINUTES);

    private StressMain() {}

    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), System.out, System.err));
    }

    static int run(List<String> arguments, PrintStream out, PrintStream err) {
        try {
            RunOptions options = RunOptions.parse(arguments, DEFAULT_MINUTES, LONGEST_MINUTES);
            if (options.help()) {
                out.print(USAGE);
                return 0;
            }
            Path root = Path.of(System.getProperty("polyvisor.root", "."));
            return new StressRun(root, options.engine(), options.minutes() * 60, out).run() ? 0 : 1;
        } catch (BenchException e) {
            err.println("bench: " + e.getMessage());
            return 2;
        }
    }
}
