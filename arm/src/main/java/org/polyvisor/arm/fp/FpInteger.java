package org.polyvisor.arm.fp;

/** Conversions to and from integers and fixed-point numbers, and rounding to integral values. */
public final class FpInteger {
    private FpInteger() {}

    /**
     * FCVT*: to an integer in a given rounding mode, saturating; FPToFixed.
     *
     * @param fractionBits how many of the result's bits stand after the binary point, 0 to 64
     * @param width the result's width in bits: 16, 32 or 64
     * @return the integer, its bits above {@code width} zero
     */
    public static long toFixed(
            FpFormat format,
            long operand,
            int fractionBits,
            int width,
            boolean unsigned,
            int rounding,
            FpStatus status) {
        long x = format.operand(operand, status);
        if (format.isNan(x)) {
            status.raise(FpStatus.INVALID_OPERATION);
            return 0;
        }
        if (format.isZero(x)) {
            return 0;
        }
        boolean negative = format.isNegative(x);
        long widthMask = -1L >>> 64 - width;
        // The largest magnitude that the result holds.
        long limit = unsigned ? (negative ? 0 : widthMask) : (widthMask >>> 1) + (negative ? 1 : 0);
        int exponent = format.exponent(x) + fractionBits;
        long magnitude = 0;
        long rest = 0;
        boolean tooLarge = format.isInfinite(x) || exponent > 63;
        if (!tooLarge) {
            long significand = format.significand(x);
            int cut = 63 - exponent;
            magnitude = cut < 64 ? significand >>> cut : 0;
            rest = cut == 0 ? 0 : cut < 64 ? significand << 64 - cut : cut == 64 ? significand : 1;
            if (FpRounding.incrementsMagnitude(rounding, negative, (magnitude & 1) != 0, rest)) {
                // A carry out of bit 63 cannot be: a number that large has no fraction.
                magnitude++;
            }
            tooLarge = Long.compareUnsigned(magnitude, limit) > 0;
        }
        if (tooLarge) {
            status.raise(FpStatus.INVALID_OPERATION);
            return (negative ? -limit : limit) & widthMask;
        }
        if (rest != 0) {
            status.raise(FpStatus.INEXACT);
        }
        return (negative ? -magnitude : magnitude) & widthMask;
    }

    /**
     * SCVTF and UCVTF: from an integer, in the rounding mode of FPCR; FixedToFP.
     *
     * @param x the integer, sign- or zero-extended to 64 bits
     * @param fractionBits how many of its bits stand after the binary point, 0 to 64
     */
    public static long fromFixed(FpFormat format, long x, int fractionBits, boolean unsigned, FpStatus status) {
        if (x == 0) {
            return 0;
        }
        boolean negative = !unsigned && x < 0;
        long magnitude = negative ? -x : x;
        int shift = Long.numberOfLeadingZeros(magnitude);
        return FpRound.round(format, negative, 63 - shift - fractionBits, magnitude << shift, status);
    }

    /**
     * FRINT*: to an integral value in the same format; FPRoundInt.
     *
     * @param exact whether a result that differs from the operand is inexact: FRINTX
     */
    public static long roundToIntegral(FpFormat format, long operand, int rounding, boolean exact, FpStatus status) {
        long x = format.operand(operand, status);
        if (format.isNan(x)) {
            return FpNan.quieten(format, x, status);
        }
        int exponent = format.isZero(x) ? 0 : format.exponent(x);
        if (format.isZero(x) || exponent >= format.fractionBits()) {
            return x;
        }
        long significand = format.significand(x);
        int cut = 63 - exponent;
        long kept = cut < 64 ? significand >>> cut : 0;
        long rest = cut < 64 ? significand << 64 - cut : cut == 64 ? significand : 1;
        boolean negative = format.isNegative(x);
        if (rest != 0 && exact) {
            status.raise(FpStatus.INEXACT);
        }
        if (FpRounding.incrementsMagnitude(rounding, negative, (kept & 1) != 0, rest)) {
            kept++;
        }
        if (kept == 0) {
            return format.zero(negative);
        }
        int shift = Long.numberOfLeadingZeros(kept);
        return FpRound.encode(format, negative, 63 - shift, kept << shift, FpRounding.ZERO, false, status);
    }
}
