package org.polyvisor.arm.fp;

/** Sum, product, quotient and square root in integer arithmetic, for every format and mode. */
public final class FpArithmetic {
    /** Quotient bits found per division step: a 53-bit remainder shifted by this many still fits 64 bits. */
    private static final int QUOTIENT_DIGIT = 11;

    private FpArithmetic() {}

    /** {@code a + b}. */
    public static long add(FpFormat format, long a, long b, FpStatus status) {
        return sum(format, format.operand(a, status), format.operand(b, status), false, status);
    }

    /** {@code a - b}; a NaN {@code b} keeps its sign. */
    public static long subtract(FpFormat format, long a, long b, FpStatus status) {
        return sum(format, format.operand(a, status), format.operand(b, status), true, status);
    }

    private static long sum(FpFormat format, long a, long b, boolean subtract, FpStatus status) {
        if (format.isNan(a) || format.isNan(b)) {
            return FpNan.propagate(format, a, b, status);
        }
        boolean negativeA = format.isNegative(a);
        boolean negativeB = format.isNegative(b) != subtract;
        if (format.isInfinite(a)) {
            return format.isInfinite(b) && negativeA != negativeB ? FpNan.invalid(format, status) : a;
        }
        if (format.isInfinite(b) || format.isZero(a)) {
            if (format.isZero(b)) {
                return negativeA == negativeB ? a : FpRound.zeroSum(format, status);
            }
            return format.abs(b) | format.zero(negativeB);
        }
        if (format.isZero(b)) {
            return a;
        }
        boolean swap = format.abs(a) < format.abs(b);
        long large = swap ? b : a;
        long small = swap ? a : b;
        boolean negative = swap ? negativeB : negativeA;
        int exponent = format.exponent(large);
        long high = format.significand(large) >>> 1;
        long low = shiftRightSticky(format.significand(small) >>> 1, exponent - format.exponent(small));
        long sum = negativeA == negativeB ? high + low : high - low;
        if (sum == 0) {
            return FpRound.zeroSum(format, status);
        }
        int shift = Long.numberOfLeadingZeros(sum);
        return FpRound.round(format, negative, exponent + 1 - shift, sum << shift, status);
    }

    /** {@code a * b}. */
    public static long multiply(FpFormat format, long a, long b, FpStatus status) {
        return product(format, format.operand(a, status), format.operand(b, status), false, status);
    }

    /** FMULX: {@code a * b}, but zero times infinity is two. */
    public static long multiplyExtended(FpFormat format, long a, long b, FpStatus status) {
        return product(format, format.operand(a, status), format.operand(b, status), true, status);
    }

    private static long product(FpFormat format, long a, long b, boolean extended, FpStatus status) {
        if (format.isNan(a) || format.isNan(b)) {
            return FpNan.propagate(format, a, b, status);
        }
        boolean negative = format.isNegative(a) != format.isNegative(b);
        boolean infinite = format.isInfinite(a) || format.isInfinite(b);
        if (format.isZero(a) || format.isZero(b)) {
            if (!infinite) {
                return format.zero(negative);
            }
            return extended ? format.powerOfTwo(negative, 1) : FpNan.invalid(format, status);
        }
        if (infinite) {
            return format.infinity(negative);
        }
        long x = format.significand(a);
        long y = format.significand(b);
        long high = sticky(Math.unsignedMultiplyHigh(x, y), x * y);
        int shift = Long.numberOfLeadingZeros(high);
        int exponent = format.exponent(a) + format.exponent(b) + 1 - shift;
        return FpRound.round(format, negative, exponent, high << shift, status);
    }

    /** {@code a / b}. */
    public static long divide(FpFormat format, long dividend, long divisor, FpStatus status) {
        long a = format.operand(dividend, status);
        long b = format.operand(divisor, status);
        if (format.isNan(a) || format.isNan(b)) {
            return FpNan.propagate(format, a, b, status);
        }
        boolean negative = format.isNegative(a) != format.isNegative(b);
        if (format.isInfinite(a)) {
            return format.isInfinite(b) ? FpNan.invalid(format, status) : format.infinity(negative);
        }
        if (format.isZero(b)) {
            if (format.isZero(a)) {
                return FpNan.invalid(format, status);
            }
            status.raise(FpStatus.DIVIDE_BY_ZERO);
            return format.infinity(negative);
        }
        if (format.isZero(a) || format.isInfinite(b)) {
            return format.zero(negative);
        }
        long numerator = format.significand(a) >>> QUOTIENT_DIGIT;
        long denominator = format.significand(b) >>> QUOTIENT_DIGIT;
        long quotient = numerator >= denominator ? 1 : 0;
        long remainder = numerator - quotient * denominator;
        int fraction = 0;
        for (; fraction < 55; fraction += QUOTIENT_DIGIT) {
            long shifted = remainder << QUOTIENT_DIGIT;
            long digit = Long.divideUnsigned(shifted, denominator);
            quotient = quotient << QUOTIENT_DIGIT | digit;
            remainder = shifted - digit * denominator;
        }
        int shift = Long.numberOfLeadingZeros(quotient);
        int exponent = format.exponent(a) - format.exponent(b) + 63 - fraction - shift;
        return FpRound.round(format, negative, exponent, sticky(quotient << shift, remainder), status);
    }

    /** The square root. */
    public static long squareRoot(FpFormat format, long radicand, FpStatus status) {
        long x = format.operand(radicand, status);
        if (format.isNan(x)) {
            return FpNan.quieten(format, x, status);
        }
        if (format.isZero(x)) {
            return x;
        }
        if (format.isNegative(x)) {
            return FpNan.invalid(format, status);
        }
        if (format.isInfinite(x)) {
            return x;
        }
        int exponent = format.exponent(x);
        double scaled = Math.scalb((double) (format.significand(x) >>> 11), (exponent & 1) - 52);
        // The root of a number in [1, 4), to nearest; the remainder is exact and tells on which side the true root is.
        double root = Math.sqrt(scaled);
        double remainder = Math.fma(-root, root, scaled);
        long significand =
                FpFormat.DOUBLE.significand(Double.doubleToRawLongBits(root)) + (long) Math.signum(remainder);
        return FpRound.round(format, false, exponent >> 1, significand, status);
    }

    /** {@code |a - b|}. */
    public static long absoluteDifference(FpFormat format, long a, long b, FpStatus status) {
        return format.abs(subtract(format, a, b, status));
    }

    /** {@code value} with its last bit set where {@code below}, the bits after it, are not all zero. */
    static long sticky(long value, long below) {
        return below == 0 ? value : value | 1;
    }

    /** {@code value >>> distance} with the last bit set where ones were shifted out. */
    static long shiftRightSticky(long value, int distance) {
        if (distance >= 64) {
            return sticky(0, value);
        }
        return distance == 0 ? value : sticky(value >>> distance, value << 64 - distance);
    }
}
