package org.polyvisor.bench.measure;

import java.util.Arrays;
import java.util.List;

/**
 * The figures of one side of a row, from several samples.
 *
 * @param value median, by the clock of the row
 * @param low least
 * @param high greatest
 * @param otherClock median by the other clock (wall for rows judged by processor time, and the reverse); NaN if there is
 *     none
 * @param samples how many there were; 0 says that the row failed on this side
 */
public record Figures(double value, double low, double high, double otherClock, int samples) {
    /** No figures: the row failed on this side, or has no such side. */
    public static final Figures FAILED = new Figures(Double.NaN, Double.NaN, Double.NaN, Double.NaN, 0);

    /** From samples by the row's clock and by the other one; of no samples, failed figures. */
    static Figures of(List<Double> values, List<Double> otherValues) {
        if (values.isEmpty()) {
            return FAILED;
        }
        double[] sorted = sorted(values);
        return new Figures(
                median(sorted), sorted[0], sorted[sorted.length - 1], median(sorted(otherValues)), sorted.length);
    }

    /** From values of no clock; where one is not known, failed figures. */
    public static Figures of(double... values) {
        if (Arrays.stream(values).anyMatch(Double::isNaN)) {
            return FAILED;
        }
        return of(Arrays.stream(values).boxed().toList(), List.of());
    }

    private static double[] sorted(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    }

    private static double median(double[] sorted) {
        int n = sorted.length;
        return n == 0 ? Double.NaN : (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
    }
}
