package org.polyvisor.bench;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.polyvisor.bench.measure.Comparison;
import org.polyvisor.bench.measure.Metric;

/**
 * What {@code bench/compare} was asked.
 *
 * @param only names of the wanted rows; empty for all
 * @param quick the short form
 * @param list only tell what rows there are
 * @param help only tell how it is used
 * @param peer QEMU's program, or null for those that {@link org.polyvisor.bench.machine.Peers} finds
 * @param against itself: QEMU takes our place too, which shows what the harness itself adds
 */
record CompareOptions(
        Set<String> only,
        boolean quick,
        boolean list,
        boolean help,
        @Nullable String peer,
        boolean against) {
    static final String USAGE = """
            usage: bench/compare [--only NAME...] [--quick] [--list] [--peer PROGRAM] [--peer-with-itself]

            Compares Polyvisor with QEMU's emulator: prints a table and writes bench/results/latest.json. The peer
            of each row is the faster of two: the installed QEMU, and QEMU 10 where that is older (launch/qemu.sh).
              --only NAME...      measures these rows; a name that ends in * stands for all that start so
              --quick             fewer and shorter samples, only the installed QEMU, and no full Debian unless
                                  its rows are named: some two minutes instead of thirty
              --list              prints the rows and what they measure
              --peer PROGRAM      only this QEMU
              --peer-with-itself  QEMU on both sides: every ratio should be near 1; results go to self.json
            """;

    static CompareOptions parse(List<String> arguments) throws BenchException {
        Set<String> only = new LinkedHashSet<>();
        boolean quick = false;
        boolean list = false;
        boolean help = false;
        boolean against = false;
        String peer = null;
        for (int i = 0; i < arguments.size(); i++) {
            switch (arguments.get(i)) {
                case "--quick" -> quick = true;
                case "--list" -> list = true;
                case "--help", "-h" -> help = true;
                case "--peer-with-itself" -> against = true;
                case "--peer" -> {
                    if (++i == arguments.size()) {
                        throw new BenchException("--peer: name a program");
                    }
                    peer = arguments.get(i);
                }
                case "--only" -> {
                    int first = i + 1;
                    while (i + 1 < arguments.size() && !arguments.get(i + 1).startsWith("--")) {
                        only.addAll(rows(arguments.get(++i)));
                    }
                    if (i < first) {
                        throw new BenchException("--only: name a row (bench/compare --list shows all)");
                    }
                }
                default -> throw new BenchException("unknown argument '%s' (--help)".formatted(arguments.get(i)));
            }
        }
        return new CompareOptions(only, quick, list, help, peer, against);
    }

    boolean wants(Metric metric) {
        return only.isEmpty() ? !(quick && Comparison.isLong(metric)) : only.contains(metric.name());
    }

    private static Set<String> rows(String pattern) throws BenchException {
        boolean prefix = pattern.endsWith("*");
        String text = prefix ? pattern.substring(0, pattern.length() - 1) : pattern;
        Set<String> found = Comparison.rows().stream()
                .map(Metric::name)
                .filter(name -> prefix ? name.startsWith(text) : name.equals(text))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        if (found.isEmpty()) {
            throw new BenchException("no row is called '%s' (bench/compare --list shows all)".formatted(pattern));
        }
        return found;
    }
}
