package org.polyvisor.bench;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import org.polyvisor.bench.modem.ModemTrial;

/**
 * {@code bench/modem}: ModemManager in two Debians, each on a baseband of its own. Ends with 0 when all steps went as
 * they must, with 1 when one did not, with 2 when it could not start.
 */
public final class ModemMain {
    private static final String USAGE = """
            usage: bench/modem

            Starts the phone of examples/modem.yaml. In both of its Debians, unmodified ModemManager must register its
            modem; a message must arrive from each at the other; and a call must ring, be taken and be cleared, in each
            direction. Builds the guests debian-modem and baseband first if they are not there, which takes minutes.
            """;

    private ModemMain() {}

    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), System.out, System.err));
    }

    static int run(List<String> arguments, PrintStream out, PrintStream err) {
        try {
            for (String argument : arguments) {
                if (argument.equals("--help") || argument.equals("-h")) {
                    out.print(USAGE);
                    return 0;
                }
                throw new BenchException("unknown argument '%s' (--help)".formatted(argument));
            }
            Path root = Path.of(System.getProperty("polyvisor.root", "."));
            return new ModemTrial(root, out).run() ? 0 : 1;
        } catch (BenchException e) {
            err.println("bench: " + e.getMessage());
            return 2;
        }
    }
}
