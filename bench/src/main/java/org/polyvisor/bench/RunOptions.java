package org.polyvisor.bench;

import java.util.List;

/**
 * What {@code bench/jit} and {@code bench/stress} were asked.
 *
 * @param minutes how long the guest works
 * @param engine as for {@code polyvisor run}
 * @param help only tell how it is used
 */
record RunOptions(int minutes, String engine, boolean help) {
    static RunOptions parse(List<String> arguments, int defaultMinutes, int mostMinutes) throws BenchException {
        int minutes = defaultMinutes;
        String engine = "translator";
        for (int i = 0; i < arguments.size(); i++) {
            switch (arguments.get(i)) {
                case "--help", "-h" -> {
                    return new RunOptions(minutes, engine, true);
                }
                case "--minutes" ->
                    minutes = Arguments.number("--minutes", Arguments.value(arguments, i++), 1, mostMinutes);
                case "--engine" -> engine = Arguments.value(arguments, i++);
                default -> throw new BenchException("unknown argument '%s' (--help)".formatted(arguments.get(i)));
            }
        }
        return new RunOptions(minutes, engine, false);
    }
}
