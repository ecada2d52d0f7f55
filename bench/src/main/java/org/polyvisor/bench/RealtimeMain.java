package org.polyvisor.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.polyvisor.bench.machine.HostDescription;
import org.polyvisor.bench.machine.HostNoise;
import org.polyvisor.bench.machine.Peers;
import org.polyvisor.bench.machine.Qemu;
import org.polyvisor.bench.measure.Metric;
import org.polyvisor.bench.measure.Row;
import org.polyvisor.bench.realtime.RealtimeRows;
import org.polyvisor.bench.report.Results;
import org.polyvisor.bench.report.Table;

/** {@code bench/realtime}: ends with 0 when it measured, with 1 when a row failed, with 2 when it could not start. */
public final class RealtimeMain {
    private static final String FORMAT = "%-18s %12s %12s %-5s %-14s %s%n";

    private RealtimeMain() {}

    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), System.out, System.err));
    }

    static int run(List<String> arguments, PrintStream out, PrintStream err) {
        try {
            RealtimeOptions options = RealtimeOptions.parse(arguments);
            if (options.help()) {
                out.print(RealtimeOptions.USAGE);
                return 0;
            }
            if (options.list()) {
                RealtimeRows.ALL.forEach(metric -> out.printf(
                        Locale.ROOT,
                        "%-18s %-5s %-14s %s%n",
                        metric.name(),
                        metric.unit(),
                        Table.goal(metric.goal()),
                        metric.what()));
                return 0;
            }
            return measure(options, out);
        } catch (BenchException | IOException e) {
            err.println("bench: " + e.getMessage());
            return 2;
        }
    }

    private static int measure(RealtimeOptions options, PrintStream out) throws BenchException, IOException {
        Path root = Path.of(System.getProperty("polyvisor.root", ".")).toAbsolutePath();
        List<Qemu> peers = options.peer() == null ? Peers.find(root, false) : List.of(Qemu.find(options.peer()));
        Path work = Files.createTempDirectory("polyvisor-realtime");
        try {
            out.printf(Locale.ROOT, FORMAT, "row", "ours", "peer", "unit", "goal", "note");
            HostNoise noise = HostNoise.watch();
            List<Row> rows = RealtimeRows.measure(
                    root,
                    work,
                    peers,
                    options.minutes() * 60,
                    options.turns(),
                    options.light(),
                    options::wants,
                    row -> print(out, row));
            Results results = new Results("polyvisor", HostDescription.read(), noise.describe());
            Path file = root.resolve("bench/results/realtime.json");
            results.write(rows, file);
            out.printf("host: %s; %s%nwritten: %s%n", results.host(), results.noise(), root.relativize(file));
            return rows.stream().allMatch(row -> row.ours().samples() > 0) ? 0 : 1;
        } finally {
            delete(work);
        }
    }

    private static void print(PrintStream out, Row row) {
        Metric metric = row.metric();
        out.printf(
                Locale.ROOT,
                FORMAT,
                metric.name(),
                figure(row.ours().value()),
                figure(row.peer().value()),
                metric.unit(),
                Table.goal(metric.goal()),
                row.ours().samples() == 0 ? "FAILED: " + row.note() : row.note());
    }

    private static String figure(double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.3f", value);
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            System.err.println("bench: left behind: " + folder);
        }
    }
}
