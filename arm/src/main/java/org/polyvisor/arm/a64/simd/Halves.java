package org.polyvisor.arm.a64.simd;

/**
 * Arithmetic on all lanes of a 64-bit half at once, without loops. A lane's top bit takes what would be carried into
 * the next lane; {@code bits} is the lanes' width, 8 to 64.
 */
final class Halves {
    private Halves() {}

    /** A one in the top bit of every lane. */
    private static long tops(int bits) {
        return Lanes.ones(bits) << bits - 1;
    }

    /** All ones in the lanes whose top bit is set in {@code x}. */
    static long fromTops(long x, int bits) {
        return (x >>> bits - 1 & Lanes.ones(bits)) * Lanes.mask(bits);
    }

    static long add(long a, long b, int bits) {
        long tops = tops(bits);
        return (a & ~tops) + (b & ~tops) ^ (a ^ b) & tops;
    }

    static long subtract(long a, long b, int bits) {
        long tops = tops(bits);
        return (a | tops) - (b & ~tops) ^ (a ^ ~b) & tops;
    }

    /** All ones in the lanes that are not zero. */
    static long nonZero(long x, int bits) {
        long rest = ~tops(bits);
        return fromTops((x & rest) + rest | x, bits);
    }

    /** All ones in the lanes where {@code a >= b}, unsigned. */
    static long atLeastUnsigned(long a, long b, int bits) {
        long tops = tops(bits);
        long restAtLeast = (a | tops) - (b & ~tops);
        return fromTops(a & ~b | ~(a ^ b) & restAtLeast, bits);
    }

    /** All ones in the lanes where {@code a >= b}, signed. */
    static long atLeast(long a, long b, int bits) {
        return atLeastUnsigned(a ^ tops(bits), b ^ tops(bits), bits);
    }

    /** {@code a} where {@code mask} has ones, else {@code b}. */
    static long select(long mask, long a, long b) {
        return b ^ (a ^ b) & mask;
    }

    static long shiftLeft(long x, int distance, int bits) {
        return (x & Lanes.ones(bits) * (Lanes.mask(bits) >>> distance)) << distance;
    }

    /** {@code distance} from 1 to {@code bits}. */
    static long shiftRight(long x, int distance, int bits) {
        return distance == bits ? 0 : x >>> distance & Lanes.ones(bits) * (Lanes.mask(bits) >>> distance);
    }

    /** How many ones each byte has. */
    static long countOnes(long x) {
        long pairs = x - (x >>> 1 & 0x5555_5555_5555_5555L);
        long nibbles = (pairs & 0x3333_3333_3333_3333L) + (pairs >>> 2 & 0x3333_3333_3333_3333L);
        return nibbles + (nibbles >>> 4) & 0x0f0f_0f0f_0f0f_0f0fL;
    }

    /** Every other lane, beginning with the first, packed into the low 32 bits; not for 64-bit lanes. */
    static long even(long half, int bits) {
        long x = half;
        switch (bits) {
            case 8 -> {
                x &= 0x00ff_00ff_00ff_00ffL;
                x = (x | x >>> 8) & 0x0000_ffff_0000_ffffL;
                x |= x >>> 16;
            }
            case 16 -> {
                x &= 0x0000_ffff_0000_ffffL;
                x |= x >>> 16;
            }
            default -> {}
        }
        return x & 0xffff_ffffL;
    }

    /** The inverse of {@link #even}: the lanes of the low 32 bits to every other lane, zeros between them. */
    static long spread(long half, int bits) {
        long x = half & 0xffff_ffffL;
        return switch (bits) {
            case 8 -> {
                x = (x | x << 16) & 0x0000_ffff_0000_ffffL;
                yield (x | x << 8) & 0x00ff_00ff_00ff_00ffL;
            }
            case 16 -> (x | x << 16) & 0x0000_ffff_0000_ffffL;
            default -> x;
        };
    }
}
