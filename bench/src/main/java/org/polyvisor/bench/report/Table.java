package org.polyvisor.bench.report;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.polyvisor.bench.measure.Metric;
import org.polyvisor.bench.measure.Row;

/** Prints rows for people, one at a time. */
public final class Table {
    private static final String FORMAT = "%-20s %10s %10s %-7s %7s %7s  %-15s %-12s %s%n";

    private final PrintStream out;

    public Table(PrintStream out) {
        this.out = out;
    }

    /** The heading. */
    public void head(String ours, List<String> peers) {
        out.printf("ours: %s%npeer: %s%n%n", ours, String.join("\n      ", peers));
        out.printf(FORMAT, "row", "ours", "peer", "unit", "ratio", "other", "goal", "", "peers");
    }

    /** A row. */
    public void row(Row row) {
        Metric metric = row.metric();
        out.printf(
                FORMAT,
                metric.name(),
                figure(row.ours().value()),
                figure(row.peer().value()),
                metric.unit(),
                figure(row.ratio()),
                figure(row.otherRatio()),
                goal(metric.goal()),
                verdict(row),
                peers(row));
    }

    /** Each peer's figure where there are several, and what is to be known of failures. */
    private static String peers(Row row) {
        String figures = row.rivals().size() == 1
                ? ""
                : row.rivals().stream()
                        .map(rival -> "%s: %s"
                                .formatted(rival.name(), figure(rival.figures().value())))
                        .collect(Collectors.joining(", "));
        return row.complete() ? figures : figures + " FAILED: " + row.note();
    }

    /** What the columns mean. */
    public void foot() {
        out.println();
        out.println(
                "ratio: how many times better than the best peer, by the row's clock (processor time of the process, or");
        out.println(
                "wall time where the work waits); other: the same by the other clock. bench/compare --list tells which.");
    }

    private static String verdict(Row row) {
        if (row.ours().samples() == 0 || row.peer().samples() == 0) {
            return "failed";
        }
        if (Boolean.TRUE.equals(row.reachesAim())) {
            return "aim reached";
        }
        Boolean must = row.reachesMust();
        return must == null ? "" : must ? "reached" : "short";
    }

    /** A goal in words. */
    public static String goal(Metric.@Nullable Goal goal) {
        if (goal == null) {
            return "";
        }
        String bounds = figure(goal.must()) + (goal.aim() == null ? "" : ", aim " + figure(goal.aim()));
        return goal.absolute() ? "ours " + bounds : bounds;
    }

    /** Three significant digits; a dash for what is not known. */
    static String figure(double value) {
        if (Double.isNaN(value)) {
            return "-";
        }
        double size = Math.abs(value);
        String format = size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, format, value);
    }
}
