package org.polyvisor.arm.fp;

/** Single precision, the ordinary cases by host arithmetic: {@link Fp64}'s way, with exact doubles to find errors. */
public final class Fp32 {
    /** One above the smallest normal number: that one may stand for a result that was tiny before it was rounded. */
    private static final int SMALLEST_SAFE = 0x0080_0001;

    private static final int INFINITY = 0x7f80_0000;

    private Fp32() {}

    /** Whether a result is finite and was not tiny before it was rounded. */
    static boolean isNormal(float x) {
        int magnitude = Float.floatToRawIntBits(x) & Integer.MAX_VALUE;
        return Integer.compareUnsigned(magnitude - SMALLEST_SAFE, INFINITY - SMALLEST_SAFE) < 0;
    }

    private static long extend(int x) {
        return Integer.toUnsignedLong(x);
    }

    /** {@code a + b}. */
    public static int add(int a, int b, FpStatus status) {
        if (status.isOrdinary()) {
            float x = Float.intBitsToFloat(a);
            float y = Float.intBitsToFloat(b);
            float sum = x + y;
            if (isSumSettled(x, y, sum, status)) {
                return Float.floatToRawIntBits(sum);
            }
        }
        return (int) FpArithmetic.add(FpFormat.SINGLE, extend(a), extend(b), status);
    }

    /** {@code a - b}. */
    public static int subtract(int a, int b, FpStatus status) {
        if (status.isOrdinary()) {
            float x = Float.intBitsToFloat(a);
            float y = -Float.intBitsToFloat(b);
            float sum = x + y;
            if (isSumSettled(x, y, sum, status)) {
                return Float.floatToRawIntBits(sum);
            }
        }
        return (int) FpArithmetic.subtract(FpFormat.SINGLE, extend(a), extend(b), status);
    }

    /** Whether a finite sum raises nothing new. Tiny sums are exact, zero too. */
    private static boolean isSumSettled(float x, float y, float sum, FpStatus status) {
        if (!(Math.abs(sum) < Float.POSITIVE_INFINITY)) {
            return false;
        }
        if (status.isInexactKnown()) {
            return true;
        }
        float part = sum - x;
        return (x - (sum - part)) + (y - part) == 0;
    }

    /** {@code a * b}. */
    public static int multiply(int a, int b, FpStatus status) {
        if (status.isOrdinary()) {
            double exact = (double) Float.intBitsToFloat(a) * Float.intBitsToFloat(b);
            float product = (float) exact;
            if (isNormal(product) && (status.isInexactKnown() || product == exact)) {
                return Float.floatToRawIntBits(product);
            }
        }
        return (int) FpArithmetic.multiply(FpFormat.SINGLE, extend(a), extend(b), status);
    }

    /** {@code a / b}. */
    public static int divide(int a, int b, FpStatus status) {
        if (status.isOrdinary()) {
            float x = Float.intBitsToFloat(a);
            float y = Float.intBitsToFloat(b);
            float quotient = x / y;
            boolean finite = isNormal(quotient) && Math.abs(y) > 0;
            if (finite && (status.isInexactKnown() || (double) quotient * y == x)) {
                return Float.floatToRawIntBits(quotient);
            }
        }
        return (int) FpArithmetic.divide(FpFormat.SINGLE, extend(a), extend(b), status);
    }

    /** The square root. */
    public static int squareRoot(int a, FpStatus status) {
        if (status.isOrdinary()) {
            float x = Float.intBitsToFloat(a);
            float root = (float) Math.sqrt(x);
            if (isNormal(root) && (status.isInexactKnown() || (double) root * root == x)) {
                return Float.floatToRawIntBits(root);
            }
        }
        return (int) FpArithmetic.squareRoot(FpFormat.SINGLE, extend(a), status);
    }

    /** {@code addend + a * b}, rounded once. */
    public static int multiplyAdd(int addend, int a, int b, FpStatus status) {
        if (status.isOrdinary() && status.isInexactKnown()) {
            float sum = Math.fma(Float.intBitsToFloat(a), Float.intBitsToFloat(b), Float.intBitsToFloat(addend));
            if (isNormal(sum)) {
                return Float.floatToRawIntBits(sum);
            }
        }
        return (int) FpFused.multiplyAdd(FpFormat.SINGLE, extend(addend), extend(a), extend(b), status);
    }

    /** FCMP and FCMPE, as {@link FpCompare#flags}. */
    public static int compare(int a, int b, boolean signalling, FpStatus status) {
        if (status.isOrdinary()) {
            float x = Float.intBitsToFloat(a);
            float y = Float.intBitsToFloat(b);
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
        return FpCompare.flags(FpFormat.SINGLE, extend(a), extend(b), signalling, status);
    }

    /** FCVT to double precision. */
    public static long toDouble(int a, FpStatus status) {
        float x = Float.intBitsToFloat(a);
        if (status.isOrdinary() && Math.abs(x) < Float.POSITIVE_INFINITY) {
            return Double.doubleToRawLongBits(x);
        }
        return FpConvert.convert(FpFormat.SINGLE, FpFormat.DOUBLE, extend(a), status);
    }
}
