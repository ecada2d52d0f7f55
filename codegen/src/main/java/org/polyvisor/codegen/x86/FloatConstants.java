package org.polyvisor.codegen.x86;

import org.polyvisor.codegen.ir.Micro;

/** The constants of scalar floating point, as operands in memory: those of {@code wide} are for double precision. */
final class FloatConstants {
    /** What LAHF puts into AH after UCOMISD: bit 1 always, CF, PF in bit 2, ZF in bit 6. */
    private static final int GREATER = 0x02;

    private static final int LESS = 0x03;
    private static final int EQUAL = 0x42;
    private static final int UNORDERED = 0x47;

    private final ConstantPool pool;
    private final int magnitude64;
    private final int magnitude32;
    private final int sign64;
    private final int sign32;
    private final int leastNormal;
    private final int half;
    private final int integral;
    private final int compared;
    private final int comparedSwapped;

    FloatConstants(ConstantPool pool) {
        this.pool = pool;
        magnitude64 = pool.add(Long.MAX_VALUE, 0);
        magnitude32 = pool.add(Integer.MAX_VALUE, 0);
        sign64 = pool.add(Long.MIN_VALUE, 0);
        sign32 = pool.add(1L << 31, 0);
        leastNormal =
                pool.add(Double.doubleToRawLongBits(Double.MIN_NORMAL), Float.floatToRawIntBits(Float.MIN_NORMAL));
        half = pool.add(Double.doubleToRawLongBits(0.5), Float.floatToRawIntBits(0.5f));
        integral = pool.add(Double.doubleToRawLongBits(0x1p52), Float.floatToRawIntBits(0x1p23f));
        compared = pool.addTable(flags(LESS, GREATER));
        comparedSwapped = pool.addTable(flags(GREATER, LESS));
    }

    /** Words of flags as they are in memory, four in a long. */
    private static long[] flags(int less, int greater) {
        long[] words = new long[UNORDERED / 8 * 2 + 2];
        put(words, less, 8);
        put(words, EQUAL, 6);
        put(words, greater, 2);
        put(words, UNORDERED, 3);
        return words;
    }

    private static void put(long[] words, int index, int nzcv) {
        words[index >>> 2] |= (HostFlags.word(nzcv) & 0xffffL) << 16 * (index & 3);
    }

    /** All bits of a number but its sign, zeros above. */
    long magnitude(boolean wide) {
        return pool.at(wide ? magnitude64 : magnitude32);
    }

    /** A number's sign bit, zeros above. */
    long sign(boolean wide) {
        return pool.at(wide ? sign64 : sign32);
    }

    /** The smallest normal number. */
    long leastNormal(boolean wide) {
        return pool.at(leastNormal, wide ? 0 : 8);
    }

    /** One half. */
    long half(boolean wide) {
        return pool.at(half, wide ? 0 : 8);
    }

    /** From here on all numbers are integral. */
    long integral(boolean wide) {
        return pool.at(integral, wide ? 0 : 8);
    }

    /**
     * A table of the words of flags as they are in memory, by AH after a comparison and LAHF.
     *
     * @param swapped whether the operands were compared the other way round
     */
    long compared(boolean swapped) {
        return pool.at(swapped ? comparedSwapped : compared);
    }

    /** Whether a floating-point operation is on double precision. */
    static boolean isWide(int c) {
        return (c & Micro.SIZE) == 3;
    }
}
