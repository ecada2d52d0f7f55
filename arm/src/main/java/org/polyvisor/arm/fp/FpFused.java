package org.polyvisor.arm.fp;

/** Fused multiply-add, rounded once, and the Newton-Raphson steps made of it. */
public final class FpFused {
    private FpFused() {}

    /** {@code addend + a * b}: FPMulAdd. */
    public static long multiplyAdd(FpFormat format, long addend, long a, long b, FpStatus status) {
        long c = format.operand(addend, status);
        long x = format.operand(a, status);
        long y = format.operand(b, status);
        boolean infinityTimesZero =
                format.isInfinite(x) && format.isZero(y) || format.isZero(x) && format.isInfinite(y);
        if (format.isNan(c) || format.isNan(x) || format.isNan(y)) {
            // Infinity times zero is invalid although the addend is a NaN already.
            return infinityTimesZero && format.isQuietNan(c)
                    ? FpNan.invalid(format, status)
                    : FpNan.propagate(format, c, x, y, status);
        }
        boolean negativeProduct = format.isNegative(x) != format.isNegative(y);
        boolean infiniteProduct = format.isInfinite(x) || format.isInfinite(y);
        boolean negativeAddend = format.isNegative(c);
        if (infinityTimesZero || format.isInfinite(c) && infiniteProduct && negativeAddend != negativeProduct) {
            return FpNan.invalid(format, status);
        }
        if (format.isInfinite(c)) {
            return c;
        }
        if (infiniteProduct) {
            return format.infinity(negativeProduct);
        }
        return finite(format, c, x, y, 0, status);
    }

    /** FRECPS: {@code 2 - a * b}, and two for zero times infinity. */
    public static long reciprocalStep(FpFormat format, long a, long b, FpStatus status) {
        return step(format, a, b, format.powerOfTwo(false, 1), 0, format.powerOfTwo(false, 1), status);
    }

    /** FRSQRTS: {@code (3 - a * b) / 2}, and one and a half for zero times infinity. */
    public static long reciprocalSquareRootStep(FpFormat format, long a, long b, FpStatus status) {
        long half = 1L << format.fractionBits() - 1;
        long three = format.powerOfTwo(false, 1) | half;
        return step(format, a, b, three, -1, format.powerOfTwo(false, 0) | half, status);
    }

    private static long step(
            FpFormat format, long a, long b, long addend, int scale, long infinityTimesZero, FpStatus status) {
        long x = format.operand(format.negate(a), status);
        long y = format.operand(b, status);
        if (format.isNan(x) || format.isNan(y)) {
            return FpNan.propagate(format, x, y, status);
        }
        if (format.isInfinite(x) || format.isInfinite(y)) {
            return format.isZero(x) || format.isZero(y)
                    ? infinityTimesZero
                    : format.infinity(format.isNegative(x) != format.isNegative(y));
        }
        return finite(format, addend, x, y, scale, status);
    }

    /** {@code (c + x * y) * 2^scale} for finite numbers. */
    private static long finite(FpFormat format, long c, long x, long y, int scale, FpStatus status) {
        boolean negativeProduct = format.isNegative(x) != format.isNegative(y);
        boolean negativeAddend = format.isNegative(c);
        boolean zeroProduct = format.isZero(x) || format.isZero(y);
        if (zeroProduct && format.isZero(c)) {
            return negativeProduct == negativeAddend ? c : FpRound.zeroSum(format, status);
        }
        // Both terms as 128-bit integers whose leading one is bit 126: there is room for a carry above, and below for
        // more bits than cancellation can bring up. The product of two 53-bit numbers loses nothing on the way.
        long productHigh = 0;
        long productLow = 0;
        int productExponent = Integer.MIN_VALUE / 2;
        if (!zeroProduct) {
            long s = format.significand(x);
            long t = format.significand(y);
            productHigh = Math.unsignedMultiplyHigh(s, t);
            productLow = s * t;
            productExponent = format.exponent(x) + format.exponent(y);
            if (productHigh < 0) {
                productLow = productHigh << 63 | productLow >>> 1;
                productHigh >>>= 1;
                productExponent++;
            }
        }
        long addendHigh = 0;
        long addendLow = 0;
        int addendExponent = Integer.MIN_VALUE / 2;
        if (!format.isZero(c)) {
            addendHigh = format.significand(c) >>> 1;
            addendExponent = format.exponent(c);
        }
        boolean productLarger = productExponent != addendExponent
                ? productExponent > addendExponent
                : productHigh != addendHigh ? productHigh > addendHigh : productLow != 0;
        int exponent = productLarger ? productExponent : addendExponent;
        int distance = Math.abs(productExponent - addendExponent);
        long high = productLarger ? productHigh : addendHigh;
        long low = productLarger ? productLow : addendLow;
        long smallHigh = productLarger ? addendHigh : productHigh;
        long smallLow = productLarger ? addendLow : productLow;
        long shiftedHigh = distance < 64 ? smallHigh >>> distance : 0;
        long shiftedLow = shiftRightSticky(smallHigh, smallLow, distance);
        if (negativeProduct == negativeAddend) {
            low += shiftedLow;
            high += shiftedHigh + (Long.compareUnsigned(low, shiftedLow) < 0 ? 1 : 0);
        } else {
            long borrow = Long.compareUnsigned(low, shiftedLow) < 0 ? 1 : 0;
            low -= shiftedLow;
            high -= shiftedHigh + borrow;
        }
        if ((high | low) == 0) {
            return FpRound.zeroSum(format, status);
        }
        if (high == 0) {
            high = low;
            low = 0;
            exponent -= 64;
        }
        int shift = Long.numberOfLeadingZeros(high);
        if (shift != 0) {
            high = high << shift | low >>> 64 - shift;
            low <<= shift;
        }
        boolean negative = productLarger ? negativeProduct : negativeAddend;
        return FpRound.round(format, negative, exponent + 1 - shift + scale, FpArithmetic.sticky(high, low), status);
    }

    /** The low half of a 128-bit shift to the right, its last bit set where ones were shifted out. */
    private static long shiftRightSticky(long high, long low, int distance) {
        if (distance == 0) {
            return low;
        }
        if (distance < 64) {
            return FpArithmetic.sticky(high << 64 - distance | low >>> distance, low << 64 - distance);
        }
        return FpArithmetic.sticky(FpArithmetic.shiftRightSticky(high, distance - 64), low);
    }
}
