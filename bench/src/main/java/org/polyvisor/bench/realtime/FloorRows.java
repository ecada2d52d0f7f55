package org.polyvisor.bench.realtime;

import static org.polyvisor.bench.realtime.RealtimeRows.alone;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.polyvisor.bench.BenchException;
import org.polyvisor.bench.machine.StolenWatch;
import org.polyvisor.bench.measure.Figures;
import org.polyvisor.bench.measure.Metric;
import org.polyvisor.bench.measure.Metric.Clock;
import org.polyvisor.bench.measure.Row;

/** What the host gives a native real-time thread on that core: the bound of all figures of latency beside. */
final class FloorRows {
    /** A job that begins later than this cannot end in its millisecond, of which the baseband's needs 30 %. */
    private static final long TOO_LATE = 700_000L;

    private static final Metric MISSES =
            metric("host-misses", "jobs", "native thread, no VM: jobs of 0.2 ms late or lost");
    private static final Metric LATE = metric("host-late", "jobs", "native thread, no VM: wake-ups beyond 700 us");
    private static final Metric P999 = metric("host-p999", "us", "native thread, no VM: 99.9 % of wake-ups");
    private static final Metric MAX = metric("host-max", "us", "native thread, no VM: the latest wake-up");
    private static final Metric END = metric("host-end", "us", "native thread, no VM: the latest end of a job");

    static final List<Metric> ALL = List.of(MISSES, LATE, P999, MAX, END);

    private final PhoneLab lab;
    private final Predicate<Metric> wanted;
    private final List<HostFloor> floors = new ArrayList<>();
    private final List<Long> stolen = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    FloorRows(PhoneLab lab, Predicate<Metric> wanted) {
        this.lab = lab;
        this.wanted = wanted;
    }

    /** Measures once, if any of the rows is wanted. */
    void takeTurn() {
        if (ALL.stream().anyMatch(wanted)) {
            try {
                StolenWatch watch = StolenWatch.of(lab.core());
                floors.add(HostFloor.measure(lab.core(), Duration.ofSeconds(lab.seconds())));
                stolen.add(watch.millis());
            } catch (BenchException e) {
                notes.add(String.valueOf(e.getMessage()));
            }
        }
    }

    void report(Consumer<Row> report) {
        report(report, MISSES, HostFloor::misses);
        report(report, LATE, floor -> floor.laterThan(TOO_LATE));
        report(report, P999, floor -> floor.lateness().getValueAtPercentile(99.9) / 1e3);
        report(report, MAX, floor -> floor.lateness().getMaxValue() / 1e3);
        report(report, END, floor -> floor.response().getMaxValue() / 1e3);
    }

    private void report(Consumer<Row> report, Metric metric, ToDoubleFunction<HostFloor> reading) {
        if (wanted.test(metric)) {
            double[] turns = floors.stream().mapToDouble(reading).toArray();
            List<String> all = new ArrayList<>();
            if (turns.length > 1) {
                all.add("by turn: " + Pairing.turns(turns));
            }
            all.add(Pairing.stolenNote(
                    Pairing.turns(stolen.stream().mapToDouble(Long::doubleValue).toArray())));
            all.addAll(notes);
            report.accept(alone(metric, Figures.of(turns), String.join("; ", all)));
        }
    }

    private static Metric metric(String name, String unit, String what) {
        return new Metric(name, unit, false, Clock.WALL, null, what);
    }
}
