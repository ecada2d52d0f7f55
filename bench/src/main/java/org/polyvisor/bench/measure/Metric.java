package org.polyvisor.bench.measure;

import org.jspecify.annotations.Nullable;

/**
 * What a row measures.
 *
 * @param name kebab-case, unique, kept for ever: results of different days are compared by it
 * @param unit of the figures
 * @param higherIsBetter whether a larger figure is the better one
 * @param clock which of the two readings the row is judged by
 * @param goal what the row should reach, or null if nothing was promised
 * @param what a few words for the reader
 */
public record Metric(
        String name,
        String unit,
        boolean higherIsBetter,
        Clock clock,
        @Nullable Goal goal,
        String what) {

    /** What the time in a figure is. */
    public enum Clock {
        /** Processor time of the whole hypervisor process: fair on a host that others use too. */
        CPU,
        /** Time as it passes, for work that waits. */
        WALL,
        /** The figure has no time in it. */
        NONE
    }

    /**
     * What the row should reach.
     *
     * @param must owed
     * @param aim hoped for, or null
     * @param absolute whether they are figures of ours; otherwise they are ratios to the peer
     */
    public record Goal(double must, @Nullable Double aim, boolean absolute) {
        static Goal ratio(double must, double aim) {
            return new Goal(must, aim, false);
        }

        /** A figure of ours that is owed, whatever the peer's is. */
        public static Goal ours(double must, @Nullable Double aim) {
            return new Goal(must, aim, true);
        }
    }

    /** Whether {@code value} is at least as good as {@code bound}. */
    boolean reaches(double value, double bound) {
        return higherIsBetter ? value >= bound : value <= bound;
    }
}
