package org.polyvisor.bench.measure;

import org.jspecify.annotations.Nullable;

/**
 * A measured row.
 *
 * @param note what the reader must know besides: how a count was obtained, why a side failed; may be empty
 */
public record Row(Metric metric, Figures ours, Figures peer, String note) {
    /** How many times better than the peer; NaN if a side failed. */
    public double ratio() {
        return metric.higherIsBetter() ? ours.value() / peer.value() : peer.value() / ours.value();
    }

    /** The same by the other clock; NaN if there is none. */
    public double otherRatio() {
        return metric.higherIsBetter() ? ours.otherClock() / peer.otherClock() : peer.otherClock() / ours.otherClock();
    }

    /** Whether what is owed is reached; null if nothing is owed. */
    public @Nullable Boolean reachesMust() {
        Metric.Goal goal = metric.goal();
        return goal == null ? null : reaches(goal.must(), goal.absolute());
    }

    /** Whether what is hoped for is reached; null if nothing is. */
    public @Nullable Boolean reachesAim() {
        Metric.Goal goal = metric.goal();
        return goal == null || goal.aim() == null ? null : reaches(goal.aim(), goal.absolute());
    }

    private boolean reaches(double bound, boolean absolute) {
        return absolute ? metric.reaches(ours.value(), bound) : ratio() >= bound;
    }
}
