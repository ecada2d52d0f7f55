package org.polyvisor.arm.fp;

/**
 * Double precision, the ordinary cases by host arithmetic: rounding to nearest, denormals kept, and the result normal,
 * so that no flag but {@link FpStatus#INEXACT} is at stake. That one is either set already or found from the rounding
 * error, which a second operation yields exactly.
 */
public final class Fp64 {
    /** One above the smallest normal number: that one may stand for a sum that was tiny before it was rounded. */
    private static final long SMALLEST_SAFE = 0x0010_0000_0000_0001L;

    private static final long INFINITY = 0x7ff0_0000_0000_0000L;
    /** Below this a product's rounding error can be too small to be represented: 2^(-1022 + 53 + 53). */
    private static final long SMALLEST_WITH_ERROR = (long) (1023 - 1022 + 106) << 52;

    private static final double TWO_31 = 0x1p31;
    private static final double TWO_63 = 0x1p63;

    private Fp64() {}

    private static boolean isWithin(double x, long smallest) {
        long magnitude = Double.doubleToRawLongBits(x) & Long.MAX_VALUE;
        return Long.compareUnsigned(magnitude - smallest, INFINITY - smallest) < 0;
    }

    /** {@code a + b}. */
    public static long add(long a, long b, FpStatus status) {
        if (status.isOrdinary()) {
            double x = Double.longBitsToDouble(a);
            double y = Double.longBitsToDouble(b);
            double sum = x + y;
            if (isSumSettled(x, y, sum, status)) {
                return Double.doubleToRawLongBits(sum);
            }
        }
        return FpArithmetic.add(FpFormat.DOUBLE, a, b, status);
    }

    /** {@code a - b}. */
    public static long subtract(long a, long b, FpStatus status) {
        if (status.isOrdinary()) {
            double x = Double.longBitsToDouble(a);
            double y = -Double.longBitsToDouble(b);
            double sum = x + y;
            if (isSumSettled(x, y, sum, status)) {
                return Double.doubleToRawLongBits(sum);
            }
        }
        return FpArithmetic.subtract(FpFormat.DOUBLE, a, b, status);
    }

    /** Whether a finite sum raises nothing new. Tiny sums are exact, zero too. */
    private static boolean isSumSettled(double x, double y, double sum, FpStatus status) {
        if (!(Math.abs(sum) < Double.POSITIVE_INFINITY)) {
            return false;
        }
        if (status.isInexactKnown()) {
            return true;
        }
        // Knuth's TwoSum: the two differences together are the rounding error. A partial overflow makes it a NaN.
        double part = sum - x;
        return (x - (sum - part)) + (y - part) == 0;
    }

    /** {@code a * b}. */
    public static long multiply(long a, long b, FpStatus status) {
        if (status.isOrdinary()) {
            double x = Double.longBitsToDouble(a);
            double y = Double.longBitsToDouble(b);
            double product = x * y;
            boolean settled = status.isInexactKnown()
                    ? isWithin(product, SMALLEST_SAFE)
                    : isWithin(product, SMALLEST_WITH_ERROR) && Math.fma(x, y, -product) == 0;
            if (settled) {
                return Double.doubleToRawLongBits(product);
            }
        }
        return FpArithmetic.multiply(FpFormat.DOUBLE, a, b, status);
    }

    /** {@code a / b}. */
    public static long divide(long a, long b, FpStatus status) {
        if (status.isOrdinary()) {
            double x = Double.longBitsToDouble(a);
            double y = Double.longBitsToDouble(b);
            double quotient = x / y;
            // With a zero or infinity as the operand the quotient is not within; a finite one has an exact remainder
            // unless the dividend is near the denormals.
            boolean settled = status.isInexactKnown()
                    ? isWithin(quotient, SMALLEST_SAFE) && isWithin(y, 1)
                    : isWithin(quotient, SMALLEST_SAFE)
                            && isWithin(y, 1)
                            && isWithin(x, SMALLEST_WITH_ERROR)
                            && Math.fma(-quotient, y, x) == 0;
            if (settled) {
                return Double.doubleToRawLongBits(quotient);
            }
        }
        return FpArithmetic.divide(FpFormat.DOUBLE, a, b, status);
    }

    /** The square root. */
    public static long squareRoot(long a, FpStatus status) {
        if (status.isOrdinary()) {
            double x = Double.longBitsToDouble(a);
            double root = Math.sqrt(x);
            boolean settled = status.isInexactKnown()
                    ? isWithin(root, SMALLEST_SAFE)
                    : isWithin(x, SMALLEST_WITH_ERROR) && isWithin(root, 1) && Math.fma(-root, root, x) == 0;
            if (settled) {
                return Double.doubleToRawLongBits(root);
            }
        }
        return FpArithmetic.squareRoot(FpFormat.DOUBLE, a, status);
    }

    /** {@code addend + a * b}, rounded once. */
    public static long multiplyAdd(long addend, long a, long b, FpStatus status) {
        if (status.isOrdinary() && status.isInexactKnown()) {
            double sum =
                    Math.fma(Double.longBitsToDouble(a), Double.longBitsToDouble(b), Double.longBitsToDouble(addend));
            if (isWithin(sum, SMALLEST_SAFE)) {
                return Double.doubleToRawLongBits(sum);
            }
        }
        return FpFused.multiplyAdd(FpFormat.DOUBLE, addend, a, b, status);
    }

    /** FCMP and FCMPE, as {@link FpCompare#flags}. */
    public static int compare(long a, long b, boolean signalling, FpStatus status) {
        if (status.isOrdinary()) {
            double x = Double.longBitsToDouble(a);
            double y = Double.longBitsToDouble(b);
            if (x < y) {
                return FpCompare.LESS;
            }
            if (x > y) {
                return FpCompare.GREATER;
            }
            if (x == y) {
                return FpCompare.EQUAL;
            }
        }
        return FpCompare.flags(FpFormat.DOUBLE, a, b, signalling, status);
    }

    /** FCVTZS to 64 bits. */
    public static long toSigned64(long a, FpStatus status) {
        double x = Double.longBitsToDouble(a);
        if (status.isOrdinary() && Math.abs(x) < TWO_63) {
            long integer = (long) x;
            if (status.isInexactKnown() || integer == x) {
                return integer;
            }
        }
        return FpInteger.toFixed(FpFormat.DOUBLE, a, 0, 64, false, FpRounding.ZERO, status);
    }

    /** FCVTZS to 32 bits; the result is zero-extended. */
    public static long toSigned32(long a, FpStatus status) {
        double x = Double.longBitsToDouble(a);
        if (status.isOrdinary() && Math.abs(x) < TWO_31) {
            int integer = (int) x;
            if (status.isInexactKnown() || integer == x) {
                return Integer.toUnsignedLong(integer);
            }
        }
        return FpInteger.toFixed(FpFormat.DOUBLE, a, 0, 32, false, FpRounding.ZERO, status);
    }

    /** SCVTF from 64 bits; narrower integers are sign-extended, unsigned ones of up to 63 bits zero-extended. */
    public static long fromSigned64(long integer, FpStatus status) {
        double x = integer;
        if (status.isOrdinary() && (status.isInexactKnown() || Math.abs(x) < TWO_63 && (long) x == integer)) {
            return Double.doubleToRawLongBits(x);
        }
        return FpInteger.fromFixed(FpFormat.DOUBLE, integer, 0, false, status);
    }

    /** FCVT to single precision. */
    public static int toSingle(long a, FpStatus status) {
        double x = Double.longBitsToDouble(a);
        float y = (float) x;
        if (status.isOrdinary() && Fp32.isNormal(y) && (status.isInexactKnown() || y == x)) {
            return Float.floatToRawIntBits(y);
        }
        return (int) FpConvert.convert(FpFormat.DOUBLE, FpFormat.SINGLE, a, status);
    }
}
