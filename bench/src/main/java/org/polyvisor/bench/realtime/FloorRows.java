package org.polyvisor.bench.realtime;

import static org.polyvisor.bench.realtime.RealtimeRows.alone;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.polyvisor.bench.BenchException;
import org.polyvisor.bench.measure.Figures;
import org.polyvisor.bench.measure.Metric;
import org.polyvisor.bench.measure.Metric.Clock;
import org.polyvisor.bench.measure.Row;

/** What the host gives a native real-time thread on that core: the bound of all figures of latency beside. */
final class FloorRows {
    /** A job that begins later than this cannot end in its millisecond, of which it needs 30 %. */
    private static final long TOO_LATE = 700_000L;

    private static final Metric LATE = metric("host-late", "jobs", "native thread, no VM: wake-ups beyond 700 us");
    private static final Metric P999 = metric("host-p999", "us", "native thread, no VM: 99.9 % of wake-ups");
    private static final Metric MAX = metric("host-max", "us", "native thread, no VM: the latest wake-up");

    static final List<Metric> ALL = List.of(LATE, P999, MAX);

    private FloorRows() {}

    static void measure(PhoneLab lab, Predicate<Metric> wanted, Consumer<Row> report) {
        if (ALL.stream().noneMatch(wanted)) {
            return;
        }
        try {
            HostFloor floor = HostFloor.measure(lab.core(), Duration.ofSeconds(lab.seconds()));
            String note = "of " + floor.lateness().getTotalCount();
            report.accept(alone(LATE, Figures.of((double) floor.laterThan(TOO_LATE)), note));
            report.accept(alone(P999, Figures.of(floor.lateness().getValueAtPercentile(99.9) / 1e3), note));
            report.accept(alone(MAX, Figures.of(floor.lateness().getMaxValue() / 1e3), note));
        } catch (BenchException e) {
            ALL.forEach(metric -> report.accept(alone(metric, Figures.FAILED, String.valueOf(e.getMessage()))));
        }
    }

    private static Metric metric(String name, String unit, String what) {
        return new Metric(name, unit, false, Clock.WALL, null, what);
    }
}
