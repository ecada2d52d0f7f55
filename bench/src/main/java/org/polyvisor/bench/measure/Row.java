package org.polyvisor.bench.measure;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A measured row.
 *
 * @param rivals what each peer reached, at least one
 * @param note what the reader must know besides: how a count was obtained, why a side failed; may be empty
 */
public record Row(Metric metric, Figures ours, List<Rival> rivals, String note) {
    public Row {
        rivals = List.copyOf(rivals);
    }

    /** The peer that did best, which is the one that counts. */
    public Rival best() {
        return rivals.stream()
                .reduce((one, other) -> other.beats(one, metric) ? other : one)
                .orElseThrow();
    }

    /** What the best peer reached. */
    public Figures peer() {
        return best().figures();
    }

    /** Whether every side was measured. */
    public boolean complete() {
        return ours.samples() > 0
                && rivals.stream().allMatch(rival -> rival.figures().samples() > 0);
    }

    /** What went wrong, without repetitions and what did not. */
    static String notes(Stream<@Nullable String> notes) {
        return notes.filter(Objects::nonNull).distinct().collect(Collectors.joining("; "));
    }

    /** How many times better than the best peer; NaN if a side failed. */
    public double ratio() {
        return metric.higherIsBetter() ? ours.value() / peer().value() : peer().value() / ours.value();
    }

    /** The same by the other clock; NaN if there is none. */
    public double otherRatio() {
        return metric.higherIsBetter()
                ? ours.otherClock() / peer().otherClock()
                : peer().otherClock() / ours.otherClock();
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
