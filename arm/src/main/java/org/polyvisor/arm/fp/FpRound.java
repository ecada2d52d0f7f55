package org.polyvisor.arm.fp;

/** Brings an exact number into a format: FPRoundBase of the architecture. */
final class FpRound {
    private FpRound() {}

    /** Rounds as FPCR says, flushing results too small for a normal number where FPCR says so. */
    static long round(FpFormat format, boolean negative, int exponent, long significand, FpStatus status) {
        return round(format, negative, exponent, significand, status.rounding(), status);
    }

    /** As {@link #round(FpFormat, boolean, int, long, FpStatus)} in a given rounding mode. */
    static long round(
            FpFormat format, boolean negative, int exponent, long significand, int rounding, FpStatus status) {
        if (exponent < format.minimumExponent() && format.flushes(status)) {
            status.raise(FpStatus.UNDERFLOW);
            return format.zero(negative);
        }
        return encode(format, negative, exponent, significand, rounding, false, status);
    }

    /**
     * Rounds without flushing to zero.
     *
     * @param exponent the number is {@code significand} times two to the power of {@code exponent - 63}
     * @param significand bit 63 is set; bit 0 is also set where bits below it were cut off
     * @param alternativeHalf the format is Arm's alternative half precision, without infinities and NaNs
     */
    static long encode(
            FpFormat format,
            boolean negative,
            int exponent,
            long significand,
            int rounding,
            boolean alternativeHalf,
            FpStatus status) {
        boolean tiny = exponent < format.minimumExponent();
        int cut = 63 - format.fractionBits() + (tiny ? format.minimumExponent() - exponent : 0);
        long kept = cut < 64 ? significand >>> cut : 0;
        long rest = cut < 64 ? significand << 64 - cut : cut == 64 ? significand : 1;
        // The leading one of a normal number is added to its exponent field, and so is a carry out of the fraction.
        long exponentBelow = tiny ? 0 : Math.min(exponent - format.minimumExponent(), 1L << format.exponentBits());
        long magnitude = (exponentBelow << format.fractionBits()) + kept;
        if (tiny && rest != 0) {
            status.raise(FpStatus.UNDERFLOW);
        }
        if (FpRounding.incrementsMagnitude(rounding, negative, (kept & 1) != 0, rest)) {
            magnitude++;
        }
        if (rounding == FpRounding.ODD && rest != 0) {
            magnitude |= 1;
        }
        if (alternativeHalf) {
            if (magnitude >= format.signBit()) {
                status.raise(FpStatus.INVALID_OPERATION);
                return format.zero(negative) | format.signBit() - 1;
            }
        } else if (Long.compareUnsigned(magnitude, format.infinity()) >= 0) {
            status.raise(FpStatus.OVERFLOW | FpStatus.INEXACT);
            return overflow(format, negative, rounding);
        }
        if (rest != 0) {
            status.raise(FpStatus.INEXACT);
        }
        return format.zero(negative) | magnitude;
    }

    /** What a number too large for the format becomes: infinity or the largest number, whichever way is rounded. */
    static long overflow(FpFormat format, boolean negative, int rounding) {
        boolean toInfinity = switch (rounding) {
            case FpRounding.TIE_EVEN -> true;
            case FpRounding.UP -> !negative;
            case FpRounding.DOWN -> negative;
            default -> false;
        };
        return toInfinity ? format.infinity(negative) : format.largest(negative);
    }

    /** The sign of a sum that is exactly zero, its terms not being zeros of one sign. */
    static long zeroSum(FpFormat format, FpStatus status) {
        return format.zero(status.rounding() == FpRounding.DOWN);
    }
}
