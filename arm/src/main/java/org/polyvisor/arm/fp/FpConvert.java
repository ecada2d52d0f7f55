package org.polyvisor.arm.fp;

/** Conversions between the floating-point formats. */
public final class FpConvert {
    private FpConvert() {}

    /** FCVT, FCVTL and FCVTN: FPConvert in the rounding mode of FPCR. */
    public static long convert(FpFormat from, FpFormat to, long x, FpStatus status) {
        return convert(from, to, x, status.rounding(), status);
    }

    /** FCVTXN: double to single precision, rounded to odd so that rounding once more is harmless. */
    public static long toSingleOdd(long x, FpStatus status) {
        return convert(FpFormat.DOUBLE, FpFormat.SINGLE, x, FpRounding.ODD, status);
    }

    private static long convert(FpFormat from, FpFormat to, long operand, int rounding, FpStatus status) {
        boolean alternative = status.isControl(FpStatus.ALTERNATIVE_HALF);
        boolean fromHalf = from.isHalf();
        boolean toAlternative = to.isHalf() && alternative;
        // FPCR.FZ16 has no effect on conversions.
        long x = fromHalf ? operand : from.operand(operand, status);
        boolean negative = from.isNegative(x);
        if (from.isZero(x)) {
            return to.zero(negative);
        }
        if (!(fromHalf && alternative)) {
            if (from.isNan(x)) {
                return nan(from, to, x, toAlternative, status);
            }
            if (from.isInfinite(x)) {
                if (!toAlternative) {
                    return to.infinity(negative);
                }
                status.raise(FpStatus.INVALID_OPERATION);
                return to.zero(negative) | to.signBit() - 1;
            }
        }
        int exponent = from.exponent(x);
        long significand = from.significand(x);
        return to.isHalf()
                ? FpRound.encode(to, negative, exponent, significand, rounding, toAlternative, status)
                : FpRound.round(to, negative, exponent, significand, rounding, status);
    }

    /** A NaN keeps its sign and the upper bits of its payload; alternative half precision has none and gets a zero. */
    private static long nan(FpFormat from, FpFormat to, long x, boolean toAlternative, FpStatus status) {
        if (toAlternative || from.isSignallingNan(x)) {
            status.raise(FpStatus.INVALID_OPERATION);
        }
        boolean negative = from.isNegative(x);
        if (toAlternative) {
            return to.zero(negative);
        }
        if (status.isControl(FpStatus.DEFAULT_NAN)) {
            return to.defaultNan();
        }
        long payload = (x & from.fractionMask()) << 63 - from.fractionBits() >>> 63 - to.fractionBits();
        return to.infinity(negative) | to.quietBit() | payload;
    }
}
