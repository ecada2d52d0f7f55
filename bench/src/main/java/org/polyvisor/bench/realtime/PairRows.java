package org.polyvisor.bench.realtime;

import static org.polyvisor.bench.realtime.GuestLine.number;
import static org.polyvisor.bench.realtime.GuestLine.percentile;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.polyvisor.bench.measure.Metric;
import org.polyvisor.bench.measure.Metric.Clock;
import org.polyvisor.bench.measure.Metric.Goal;
import org.polyvisor.bench.measure.Row;

/** A real-time guest beside one that loads the same core. All figures are the guest's own. */
final class PairRows {
    static final Metric MISSES = metric("baseband-misses", "jobs", Goal.ours(0, null), "LTE frame jobs late or lost");
    static final Metric BASEBAND_AVG =
            metric("baseband-avg", "us", null, "begin of a frame job after its release, average");
    static final Metric BASEBAND_P999 = metric(
            "baseband-p999",
            "us",
            Goal.ours(300, null),
            "99.9 % of frame jobs began no later than this after their release");
    static final Metric BASEBAND_FIRST =
            metric("baseband-first", "us", null, "begin of the first frame job of all, which runs code that is new");
    static final Metric BASEBAND_MAX = metric("baseband-max", "us", null, "the latest begin of a frame job");
    static final Metric CYCLICTEST_AVG = metric("cyclictest-avg", "us", null, "PREEMPT_RT guest, average wake-up");
    static final Metric CYCLICTEST_P999 =
            metric("cyclictest-p999", "us", Goal.ours(400, null), "PREEMPT_RT guest, 99.9 % of wake-ups");
    static final Metric CYCLICTEST_MAX =
            metric("cyclictest-max", "us", Goal.ours(3000, 500.0), "PREEMPT_RT guest, latest wake-up");

    static final Metric BASEBAND_END = metric("baseband-end", "us", null, "the latest end of a frame job");

    private static final List<Metric> BASEBAND =
            List.of(MISSES, BASEBAND_AVG, BASEBAND_P999, BASEBAND_FIRST, BASEBAND_MAX, BASEBAND_END);
    private static final List<Metric> CYCLICTEST = List.of(CYCLICTEST_AVG, CYCLICTEST_P999, CYCLICTEST_MAX);

    static final List<Metric> ALL =
            Stream.of(BASEBAND, CYCLICTEST).flatMap(List::stream).toList();

    private static final String BASEBAND_CLASS = "rt=90:600:1000";
    private static final String CYCLICTEST_CLASS = "rt=90:800:1000";
    private static final String RESULT = "RESULT task=lte";
    private static final String SUMMARY = "CYCLICTEST \\{";
    private static final int LOOPS_PER_SECOND = 1000;

    private final Predicate<Metric> wanted;
    private final Pairing baseband;
    private final Pairing cyclictest;

    PairRows(PhoneLab lab, PhoneGuests guests, Predicate<Metric> wanted) {
        this.wanted = wanted;
        baseband = new Pairing(lab, guests, "baseband", BASEBAND_CLASS, () -> guests.baseband(lab.seconds()), RESULT);
        cyclictest = new Pairing(
                lab,
                guests,
                "rt",
                CYCLICTEST_CLASS,
                () -> guests.cyclictest(lab.seconds() * LOOPS_PER_SECOND),
                SUMMARY);
    }

    /** Both real-time guests once on each side, as far as they are wanted. */
    void takeTurn() {
        if (BASEBAND.stream().anyMatch(wanted)) {
            baseband.takeTurn();
        }
        if (CYCLICTEST.stream().anyMatch(wanted)) {
            cyclictest.takeTurn();
        }
    }

    void report(Consumer<Row> report) {
        baseband.report(wanted, report, MISSES, line -> number(line, "misses=(\\d+)", 1));
        baseband.report(wanted, report, BASEBAND_AVG, line -> number(line, "lat_avg_ns=(\\d+)", 1e3));
        baseband.report(wanted, report, BASEBAND_P999, line -> number(line, "lat_p999_ns=(\\d+)", 1e3));
        baseband.report(wanted, report, BASEBAND_FIRST, line -> number(line, "lat_first_ns=(\\d+)", 1e3));
        baseband.report(wanted, report, BASEBAND_MAX, line -> number(line, "lat_max_ns=(\\d+)", 1e3));
        baseband.report(wanted, report, BASEBAND_END, line -> number(line, "resp_max_ns=(\\d+)", 1e3));
        cyclictest.report(wanted, report, CYCLICTEST_AVG, line -> number(line, "\"avg\": *([0-9.]+)", 1));
        cyclictest.report(wanted, report, CYCLICTEST_P999, line -> percentile(line, 99.9));
        cyclictest.report(wanted, report, CYCLICTEST_MAX, line -> number(line, "\"max\": *(\\d+)", 1));
    }

    private static Metric metric(String name, String unit, @Nullable Goal goal, String what) {
        return new Metric(name, unit, false, Clock.WALL, goal, what);
    }
}
