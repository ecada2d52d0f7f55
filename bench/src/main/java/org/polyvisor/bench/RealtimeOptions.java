package org.polyvisor.bench;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.polyvisor.bench.measure.Metric;
import org.polyvisor.bench.realtime.RealtimeRows;

/**
 * What {@code bench/realtime} was asked.
 *
 * @param rows names of the wanted rows; empty for all
 * @param minutes how long the long rows measure
 * @param turns how often, each side after the other
 * @param light a small neighbour in place of Debian
 * @param list only tell what rows there are
 * @param help only tell how it is used
 * @param peer QEMU's program, or null for those that {@link org.polyvisor.bench.machine.Peers} finds
 */
record RealtimeOptions(
        Set<String> rows,
        int minutes,
        int turns,
        boolean light,
        boolean list,
        boolean help,
        @Nullable String peer) {
    static final int DEFAULT_MINUTES = 10;
    static final int MAX_MINUTES = 24 * 60;
    static final int MAX_TURNS = 1000;

    static final String USAGE = """
            usage: bench/realtime [--minutes N] [--turns N] [--rows NAME...] [--light] [--list] [--peer PROGRAM]

            Measures a real-time guest beside a loaded one on one core, ours and QEMU's, then what vCPU switches, fair
            shares, parking and idling cost. Prints rows and writes bench/results/realtime.json. Run it on a quiet
            machine, as somebody who may use SCHED_FIFO.
              --minutes N        how long the long rows measure, 1 to 1440; 10 unless said
              --turns N          measures the long rows so often, each side in turn, and reports medians; 1 unless said
              --rows NAME...     these rows; a name that ends in * stands for all that start so
              --light            a small Linux as the neighbour in place of Debian under stress-ng
              --list             prints the rows and what they measure
              --peer PROGRAM     only this QEMU; else the installed one and a newer one if there is
            """;

    static RealtimeOptions parse(List<String> arguments) throws BenchException {
        Set<String> rows = new LinkedHashSet<>();
        int minutes = DEFAULT_MINUTES;
        int turns = 1;
        boolean light = false;
        boolean list = false;
        boolean help = false;
        String peer = null;
        for (int i = 0; i < arguments.size(); i++) {
            switch (arguments.get(i)) {
                case "--light" -> light = true;
                case "--list" -> list = true;
                case "--help", "-h" -> help = true;
                case "--minutes" -> minutes = number("--minutes", value(arguments, ++i, "--minutes"), MAX_MINUTES);
                case "--turns" -> turns = number("--turns", value(arguments, ++i, "--turns"), MAX_TURNS);
                case "--peer" -> peer = value(arguments, ++i, "--peer");
                case "--rows" -> {
                    rows.addAll(rows(value(arguments, ++i, "--rows")));
                    while (i + 1 < arguments.size() && !arguments.get(i + 1).startsWith("--")) {
                        rows.addAll(rows(arguments.get(++i)));
                    }
                }
                default -> throw new BenchException("unknown argument '%s' (--help)".formatted(arguments.get(i)));
            }
        }
        return new RealtimeOptions(rows, minutes, turns, light, list, help, peer);
    }

    boolean wants(Metric metric) {
        return rows.isEmpty() || rows.contains(metric.name());
    }

    private static String value(List<String> arguments, int place, String option) throws BenchException {
        if (place >= arguments.size()) {
            throw new BenchException(option + " needs a value (--help)");
        }
        return arguments.get(place);
    }

    private static int number(String option, String text, int most) throws BenchException {
        int number = text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : 0;
        if (number < 1 || number > most) {
            throw new BenchException("%s %s is not possible: give a number from 1 to %d".formatted(option, text, most));
        }
        return number;
    }

    private static Set<String> rows(String pattern) throws BenchException {
        boolean prefix = pattern.endsWith("*");
        String text = prefix ? pattern.substring(0, pattern.length() - 1) : pattern;
        Set<String> found = RealtimeRows.ALL.stream()
                .map(Metric::name)
                .filter(name -> prefix ? name.startsWith(text) : name.equals(text))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        if (found.isEmpty()) {
            throw new BenchException("no row is called '%s' (bench/realtime --list shows all)".formatted(pattern));
        }
        return found;
    }
}
