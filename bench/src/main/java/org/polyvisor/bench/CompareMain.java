package org.polyvisor.bench;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.polyvisor.bench.machine.HostCores;
import org.polyvisor.bench.machine.HostDescription;
import org.polyvisor.bench.machine.HostNoise;
import org.polyvisor.bench.machine.Hypervisor;
import org.polyvisor.bench.machine.Peers;
import org.polyvisor.bench.machine.Polyvisor;
import org.polyvisor.bench.machine.Qemu;
import org.polyvisor.bench.measure.Comparison;
import org.polyvisor.bench.measure.Lab;
import org.polyvisor.bench.measure.Metric;
import org.polyvisor.bench.measure.Plan;
import org.polyvisor.bench.measure.Row;
import org.polyvisor.bench.prepare.GuestPrograms;
import org.polyvisor.bench.prepare.WorkFolder;
import org.polyvisor.bench.report.Results;
import org.polyvisor.bench.report.Table;

/** {@code bench/compare}: ends with 0 when it measured, with 1 when a row failed, with 2 when it could not start. */
public final class CompareMain {
    private CompareMain() {}

    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), System.out, System.err));
    }

    static int run(List<String> arguments, PrintStream out, PrintStream err) {
        try {
            CompareOptions options = CompareOptions.parse(arguments);
            if (options.help()) {
                out.print(CompareOptions.USAGE);
                return 0;
            }
            if (options.list()) {
                Comparison.rows().forEach(metric -> out.println(describe(metric)));
                return 0;
            }
            return compare(options, out);
        } catch (BenchException e) {
            err.println("bench: " + e.getMessage());
            return 2;
        }
    }

    private static String describe(Metric metric) {
        return String.format(
                Locale.ROOT,
                "%-20s %-7s %-6s %-5s %-18s %s",
                metric.name(),
                metric.unit(),
                metric.higherIsBetter() ? "higher" : "lower",
                metric.clock().name().toLowerCase(Locale.ROOT),
                Table.goal(metric.goal()),
                metric.what());
    }

    private static int compare(CompareOptions options, PrintStream out) throws BenchException {
        Path root = Path.of(System.getProperty("polyvisor.root", "."));
        Path bench = root.resolve("bench").toAbsolutePath();
        List<Qemu> peers =
                options.peer() == null ? Peers.find(root, options.quick()) : List.of(Qemu.find(options.peer()));
        Qemu first = peers.getFirst();
        if (options.against()) {
            peers = List.of(first);
        }
        Hypervisor ours = options.against() ? first : Polyvisor.find(root, List.of());
        GuestPrograms programs = GuestPrograms.ensure(bench);
        try (WorkFolder work = WorkFolder.make()) {
            Lab lab = new Lab(ours, peers, first, programs, HostCores.last(), bench, work.path());
            Table table = new Table(out);
            table.head(ours.version(), peers.stream().map(Qemu::version).toList());
            if (options.quick() && options.peer() == null) {
                out.printf("only this QEMU: the full form takes the faster of it and QEMU 10 or newer%n%n");
            }
            HostNoise noise = HostNoise.watch();
            List<Row> rows =
                    new Comparison(lab, options.quick() ? Plan.QUICK : Plan.FULL).measure(options::wants, table::row);
            table.foot();
            Results results = new Results(ours.version(), HostDescription.read(), noise.describe());
            Path file = bench.resolve("results").resolve(options.against() ? "self.json" : "latest.json");
            results.write(rows, file);
            out.printf("host: %s; %s%nwritten: %s%n", results.host(), results.noise(), root.relativize(file));
            return rows.stream().allMatch(Row::complete) ? 0 : 1;
        }
    }
}
