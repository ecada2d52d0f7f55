package org.polyvisor.arm.fp;

/** Rounding modes; the first four are numbered as in FPCR.RMode. */
public final class FpRounding {
    /** To nearest, ties to even. */
    public static final int TIE_EVEN = 0;
    /** Towards plus infinity. */
    public static final int UP = 1;
    /** Towards minus infinity. */
    public static final int DOWN = 2;
    /** Towards zero. */
    public static final int ZERO = 3;
    /** To nearest, ties away from zero: conversions to integers only. */
    public static final int TIE_AWAY = 4;
    /** Towards zero, then the last bit is set if that was inexact: FCVTXN only. */
    public static final int ODD = 5;

    private FpRounding() {}

    /**
     * Whether a magnitude that was cut short has to grow by one unit in the last place.
     *
     * @param negative the sign of the number
     * @param odd whether the last bit kept is one
     * @param rest what was cut off, as an unsigned fraction of that unit: {@code 1L << 63} is exactly one half
     */
    static boolean incrementsMagnitude(int rounding, boolean negative, boolean odd, long rest) {
        return switch (rounding) {
            case TIE_EVEN -> rest < 0 && (odd || rest != Long.MIN_VALUE);
            case UP -> rest != 0 && !negative;
            case DOWN -> rest != 0 && negative;
            case TIE_AWAY -> rest < 0;
            default -> false;
        };
    }
}
