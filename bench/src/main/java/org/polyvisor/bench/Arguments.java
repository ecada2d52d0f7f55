package org.polyvisor.bench;

import java.util.List;

/** What the commands of this module have in common in their arguments. */
final class Arguments {
    private Arguments() {}

    /** What follows the option at {@code index}. */
    static String value(List<String> arguments, int index) throws BenchException {
        if (index + 1 == arguments.size()) {
            throw new BenchException("%s: a value is missing (--help)".formatted(arguments.get(index)));
        }
        return arguments.get(index + 1);
    }

    /** A whole number from {@code least} to {@code most}. */
    static int number(String option, String text, int least, int most) throws BenchException {
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw new BenchException("%s: a whole number from %d to %d, not '%s'".formatted(option, least, most, text));
    }
}
