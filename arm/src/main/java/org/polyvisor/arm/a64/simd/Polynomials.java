package org.polyvisor.arm.a64.simd;

/** Products of polynomials over {0, 1}: multiplication without carries. */
final class Polynomials {
    private Polynomials() {}

    /** Byte by byte, the low eight bits of each product. */
    static long multiplyBytes(long a, long b) {
        long lowBits = Lanes.ones(8);
        long result = 0;
        for (int i = 0; i < 8; i++) {
            long chosen = (b >>> i & lowBits) * 0xff;
            // a shifted left by i within each byte
            result ^= (a & lowBits * (0xff >>> i)) << i & chosen;
        }
        return result;
    }

    /** The 16-bit products of the four bytes in the low half of {@code a} and {@code b}. */
    static long multiplyBytesLong(long a, long b) {
        long x = Halves.spread(a, 8);
        long y = Halves.spread(b, 8);
        long lowBits = Lanes.ones(16);
        long result = 0;
        for (int i = 0; i < 8; i++) {
            result ^= (x << i) & (y >>> i & lowBits) * 0xffff;
        }
        return result;
    }

    /** Bits 63..0 of a 128-bit product. */
    static long multiplyLow(long a, long b) {
        long result = 0;
        for (long rest = b; rest != 0; rest &= rest - 1) {
            result ^= a << Long.numberOfTrailingZeros(rest);
        }
        return result;
    }

    /** Bits 127..64 of a 128-bit product: bits mirrored, those are the low ones, one place off. */
    static long multiplyHigh(long a, long b) {
        return Long.reverse(multiplyLow(Long.reverse(a), Long.reverse(b))) >>> 1;
    }
}
