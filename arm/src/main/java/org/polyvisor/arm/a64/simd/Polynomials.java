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
        long x = spread(a);
        long y = spread(b);
        long lowBits = Lanes.ones(16);
        long result = 0;
        for (int i = 0; i < 8; i++) {
            result ^= (x << i) & (y >>> i & lowBits) * 0xffff;
        }
        return result;
    }

    /** Moves four bytes into the low halves of 16-bit lanes. */
    private static long spread(long bytes) {
        long pairs = (bytes & 0xffff_ffffL | bytes << 16) & 0x0000_ffff_0000_ffffL;
        return (pairs | pairs << 8) & 0x00ff_00ff_00ff_00ffL;
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
