package org.polyvisor.arm.fp;

/** Estimates of reciprocals and reciprocal square roots, good for eight bits, as the architecture defines them. */
public final class FpEstimate {
    private static final int ESTIMATE_BITS = 8;

    private FpEstimate() {}

    /** FRECPE: about {@code 1 / x}. */
    public static long reciprocal(FpFormat format, long operand, FpStatus status) {
        long x = format.operand(operand, status);
        if (format.isNan(x)) {
            return FpNan.quieten(format, x, status);
        }
        boolean negative = format.isNegative(x);
        if (format.isInfinite(x)) {
            return format.zero(negative);
        }
        if (format.isZero(x)) {
            status.raise(FpStatus.DIVIDE_BY_ZERO);
            return format.infinity(negative);
        }
        int exponent = format.exponent(x);
        if (exponent < -format.bias() - 1) {
            status.raise(FpStatus.OVERFLOW | FpStatus.INEXACT);
            return FpRound.overflow(format, negative, status.rounding());
        }
        if (exponent >= format.bias() - 1 && format.flushes(status)) {
            status.raise(FpStatus.UNDERFLOW);
            return format.zero(negative);
        }
        int estimate = reciprocal((int) (format.significand(x) >>> 63 - ESTIMATE_BITS));
        return denormalise(format, negative, -1 - exponent, estimate);
    }

    /** Encodes an estimate, a nine-bit significand, cutting off what a denormal has no room for. */
    private static long denormalise(FpFormat format, boolean negative, int exponent, int estimate) {
        long significand = (long) estimate << format.fractionBits() - ESTIMATE_BITS;
        long magnitude = exponent < format.minimumExponent()
                ? significand >>> format.minimumExponent() - exponent
                : ((long) (exponent - format.minimumExponent()) << format.fractionBits()) + significand;
        return format.zero(negative) | magnitude;
    }

    /** FRSQRTE: about one over the square root of {@code x}. */
    public static long reciprocalSquareRoot(FpFormat format, long operand, FpStatus status) {
        long x = format.operand(operand, status);
        if (format.isNan(x)) {
            return FpNan.quieten(format, x, status);
        }
        boolean negative = format.isNegative(x);
        if (format.isZero(x)) {
            status.raise(FpStatus.DIVIDE_BY_ZERO);
            return format.infinity(negative);
        }
        if (negative) {
            return FpNan.invalid(format, status);
        }
        if (format.isInfinite(x)) {
            return 0;
        }
        int exponent = format.exponent(x);
        int odd = exponent & 1;
        int estimate = reciprocalSquareRoot((int) (format.significand(x) >>> 64 - ESTIMATE_BITS - odd));
        return denormalise(format, false, -1 - (exponent >> 1), estimate);
    }

    /** FRECPX: a power of two whose exponent is the complement of {@code x}'s. */
    public static long reciprocalExponent(FpFormat format, long operand, FpStatus status) {
        long x = format.operand(operand, status);
        if (format.isNan(x)) {
            return FpNan.quieten(format, x, status);
        }
        long field = x & format.infinity();
        long largestField = format.infinity() - (1L << format.fractionBits());
        return x & format.signBit() | (field == 0 ? largestField : field ^ format.infinity());
    }

    /** URECPE: about 2^63 divided by the unsigned 32-bit integer {@code x}; all ones where that is too large. */
    public static int unsignedReciprocal(int x) {
        return x >= 0 ? -1 : reciprocal(x >>> 23) << 23;
    }

    /** URSQRTE: the like of {@link #unsignedReciprocal} for the square root. */
    public static int unsignedReciprocalSquareRoot(int x) {
        return x >>> 30 == 0 ? -1 : reciprocalSquareRoot(x >>> 23) << 23;
    }

    /** RecipEstimate: for a/512 in [1/2, 1), the reciprocal of the middle of a's step, in 1/256. */
    private static int reciprocal(int a) {
        int quotient = (1 << 19) / (2 * a + 1);
        return (quotient + 1) / 2;
    }

    /** RecipSqrtEstimate: for a/512 in [1/4, 1), the reciprocal root of the middle of a's step, in 1/256. */
    private static int reciprocalSquareRoot(int a) {
        // Steps above one half are twice as wide.
        int middle = a < 256 ? 2 * a + 1 : 2 * (a | 1);
        int root = (int) Math.sqrt((double) (1 << 28) / middle);
        // The largest b with middle * b * b < 2^28.
        while (middle * root * root >= 1 << 28) {
            root--;
        }
        return (root + 1) / 2;
    }
}
