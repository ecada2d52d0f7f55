package org.polyvisor.bench;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import org.polyvisor.bench.jit.JitRun;

/**
 * {@code bench/jit}: a guest generates code for ever. Ends with 0 when its results were right and memory levelled off,
 * with 1 when not, with 2 when it could not start.
 */
public final class JitMain {
    private static final int DEFAULT_MINUTES = 2;
    private static final int LONGEST_MINUTES = 50;
    private static final String USAGE = """
            usage: bench/jit [--minutes N] [--engine ENGINE]

            Runs LuaJIT in a guest on functions that are ever new, and prints what the virtual machine's process holds
            besides the guest's RAM. Fails when that still grows in the last third of the time, when the code cache was
            full less than twice, or when a result is wrong.
              --minutes N        how long; %d if not given, %d at most
              --engine ENGINE    as for polyvisor run; translator if not given
            """.formatted(DEFAULT_MINUTES, LONGEST_MINUTES);

    private JitMain() {}

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
            return new JitRun(root, options.engine(), options.minutes() * 60L, out).run() ? 0 : 1;
        } catch (BenchException e) {
            err.println("bench: " + e.getMessage());
            return 2;
        }
    }
}
