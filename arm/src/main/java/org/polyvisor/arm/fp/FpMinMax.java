package org.polyvisor.arm.fp;

/** The larger and the smaller of two numbers; minus zero is smaller than plus zero. */
public final class FpMinMax {
    private FpMinMax() {}

    /** FMAX: any NaN operand makes the result a NaN. */
    public static long max(FpFormat format, long a, long b, FpStatus status) {
        return select(format, a, b, true, status);
    }

    /** FMIN: any NaN operand makes the result a NaN. */
    public static long min(FpFormat format, long a, long b, FpStatus status) {
        return select(format, a, b, false, status);
    }

    /** FMAXNM: a number is preferred to a quiet NaN. */
    public static long maxNumber(FpFormat format, long a, long b, FpStatus status) {
        long least = format.infinity(true);
        return select(format, numberOr(format, a, b, least), numberOr(format, b, a, least), true, status);
    }

    /** FMINNM: a number is preferred to a quiet NaN. */
    public static long minNumber(FpFormat format, long a, long b, FpStatus status) {
        long greatest = format.infinity(false);
        return select(format, numberOr(format, a, b, greatest), numberOr(format, b, a, greatest), false, status);
    }

    /** {@code neutral} where {@code x} is the only quiet NaN of the two operands. */
    private static long numberOr(FpFormat format, long x, long other, long neutral) {
        return format.isQuietNan(x) && !format.isQuietNan(other) ? neutral : x;
    }

    private static long select(FpFormat format, long left, long right, boolean larger, FpStatus status) {
        long a = format.operand(left, status);
        long b = format.operand(right, status);
        if (format.isNan(a) || format.isNan(b)) {
            return FpNan.propagate(format, a, b, status);
        }
        return FpCompare.order(format, a) > FpCompare.order(format, b) == larger ? a : b;
    }
}
