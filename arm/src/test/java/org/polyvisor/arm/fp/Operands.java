package org.polyvisor.arm.fp;

import java.util.SplittableRandom;

/** Random operands, most of them where mistakes are made: boundaries of the format and neighbours of each other. */
final class Operands {
    private final SplittableRandom random;

    Operands(long seed) {
        random = new SplittableRandom(seed);
    }

    /** FPCR with any rounding mode and, each now and then, FZ, DN and FZ16. */
    int control() {
        int rounding = random.nextInt(4) << 22;
        return random.nextInt(4) == 0 ? rounding | random.nextInt() & 0x0308_0000 : rounding;
    }

    /** FPSR before the operation: the inexact flag set or not. */
    int status() {
        return random.nextInt(2) << 4;
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    /** An integer with a random number of significant bits, often next to a power of two. */
    long integer() {
        long x = random.nextLong() >> random.nextInt(64);
        return random.nextInt(3) != 0 ? x : (1L << random.nextInt(64)) + random.nextInt(-1, 2);
    }

    /** An encoding. */
    long number(FpFormat format) {
        long mask = -1L >>> 64 - format.bits();
        return switch (random.nextInt(8)) {
            case 0 -> corner(format) & mask;
            case 1 -> corner(format) + random.nextInt(-2, 3) & mask;
            case 2 -> random.nextLong() & mask;
            case 3 -> random.nextLong() & mask & ~format.infinity();
            case 4 -> fewBits(format, format.bias() + random.nextInt(-3, 4));
            case 5 -> fewBits(format, random.nextInt(2 * format.bias() + 1));
            default -> middling(format, random.nextInt(-40, 41));
        };
    }

    private long corner(FpFormat format) {
        long sign = random.nextBoolean() ? format.signBit() : 0;
        long one = (long) format.bias() << format.fractionBits();
        return sign
                | switch (random.nextInt(7)) {
                    case 0 -> 0L;
                    case 1 -> format.infinity();
                    case 2 -> format.defaultNan();
                    case 3 -> 1L << format.fractionBits();
                    case 4 -> format.infinity() | random.nextLong() & format.fractionMask();
                    case 5 -> (long) random.nextInt(2 * format.bias()) << format.fractionBits();
                    default -> one;
                };
    }

    private long fewBits(FpFormat format, int field) {
        int zeros = random.nextInt(format.fractionBits());
        long fraction = (random.nextLong() & format.fractionMask()) >>> zeros << zeros;
        return (random.nextBoolean() ? format.signBit() : 0) | (long) field << format.fractionBits() | fraction;
    }

    private long middling(FpFormat format, int exponent) {
        int field = Math.floorMod(format.bias() + exponent, 2 * format.bias());
        long fraction = random.nextLong() & format.fractionMask();
        return (random.nextBoolean() ? format.signBit() : 0) | (long) field << format.fractionBits() | fraction;
    }
}
