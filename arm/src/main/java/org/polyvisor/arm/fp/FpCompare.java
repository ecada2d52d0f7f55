package org.polyvisor.arm.fp;

/** Comparisons. All but {@link #flags} answer whether a relation holds; none holds where an operand is a NaN. */
public final class FpCompare {
    /** NZCV, N being bit 3, where the first operand is less. */
    public static final int LESS = 0b1000;
    /** NZCV where the operands are equal; zeros are, whatever their signs. */
    public static final int EQUAL = 0b0110;
    /** NZCV where the first operand is greater. */
    public static final int GREATER = 0b0010;
    /** NZCV where an operand is a NaN. */
    public static final int UNORDERED = 0b0011;

    private FpCompare() {}

    /**
     * FCMP and FCMPE.
     *
     * @param signalling quiet NaNs are an invalid operation too
     * @return one of the four constants of this class
     */
    public static int flags(FpFormat format, long left, long right, boolean signalling, FpStatus status) {
        long a = format.operand(left, status);
        long b = format.operand(right, status);
        if (format.isNan(a) || format.isNan(b)) {
            if (signalling || format.isSignallingNan(a) || format.isSignallingNan(b)) {
                status.raise(FpStatus.INVALID_OPERATION);
            }
            return UNORDERED;
        }
        if (format.isZero(a) && format.isZero(b)) {
            return EQUAL;
        }
        int comparison = Long.compare(order(format, a), order(format, b));
        return comparison == 0 ? EQUAL : comparison < 0 ? LESS : GREATER;
    }

    /** FCMEQ: a quiet NaN is no exception. */
    public static boolean equal(FpFormat format, long a, long b, FpStatus status) {
        return flags(format, a, b, false, status) == EQUAL;
    }

    /** FCMGE: {@code a >= b}. */
    public static boolean greaterOrEqual(FpFormat format, long a, long b, FpStatus status) {
        int flags = flags(format, a, b, true, status);
        return flags == EQUAL || flags == GREATER;
    }

    /** FCMGT: {@code a > b}. */
    public static boolean greater(FpFormat format, long a, long b, FpStatus status) {
        return flags(format, a, b, true, status) == GREATER;
    }

    /** A signed integer that is ordered as the numbers are, minus zero right below plus zero. */
    static long order(FpFormat format, long x) {
        return format.isNegative(x) ? ~format.abs(x) : x;
    }
}
