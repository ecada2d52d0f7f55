package org.polyvisor.arm.oracle;

import java.util.SplittableRandom;

/** Random register contents, with the values where arithmetic goes wrong far more often than chance has it. */
final class CornerValues {
    private static final int[] EXPONENT_BITS = {5, 8, 11};
    private static final int[] FRACTION_BITS = {10, 23, 52};

    private CornerValues() {}

    static long integer(SplittableRandom random) {
        return switch (random.nextInt(12)) {
            case 0 -> 0;
            case 1 -> -1;
            case 2 -> 1L << random.nextInt(64);
            case 3 -> (1L << random.nextInt(64)) - 1;
            case 4 -> -(1L << random.nextInt(64));
            case 5 -> random.nextInt(-16, 17);
            case 6 -> Integer.MIN_VALUE & 0xffff_ffffL | random.nextLong() << 32;
            case 7 -> Integer.MAX_VALUE | random.nextLong() << 32;
            case 8 -> random.nextLong() >>> random.nextInt(64);
            default -> random.nextLong();
        };
    }

    /** Half a vector register: lanes of a random kind. */
    static long vectorHalf(SplittableRandom random) {
        return switch (random.nextInt(10)) {
            case 0 -> integer(random);
            case 1 -> lanes(random, 8);
            case 2 -> lanes(random, 16);
            case 3 -> lanes(random, 32);
            case 4 -> floats(random, 0);
            case 5, 6, 7 -> floats(random, 1);
            default -> floats(random, 2);
        };
    }

    private static long lanes(SplittableRandom random, int width) {
        long result = 0;
        for (int i = 0; i < 64; i += width) {
            long lane = integer(random);
            lane = random.nextBoolean() ? lane : lane >>> 64 - width;
            result |= (lane & (1L << width) - 1) << i;
        }
        return result;
    }

    private static long floats(SplittableRandom random, int format) {
        int exponentBits = EXPONENT_BITS[format];
        int fractionBits = FRACTION_BITS[format];
        int width = 1 + exponentBits + fractionBits;
        long result = 0;
        for (int i = 0; i < 64; i += width) {
            result |= floating(random, exponentBits, fractionBits) << i;
        }
        return result;
    }

    private static long floating(SplittableRandom random, int exponentBits, int fractionBits) {
        long exponentOnes = (1L << exponentBits) - 1;
        long fractionOnes = (1L << fractionBits) - 1;
        long bias = exponentOnes >>> 1;
        long exponent = switch (random.nextInt(12)) {
            case 0, 1 -> 0;
            case 2, 3 -> exponentOnes;
            case 4 -> random.nextInt(1, 4);
            case 5 -> exponentOnes - 1;
            case 6, 7 -> bias + random.nextInt(-4, 5);
            case 8 -> bias + random.nextInt(66);
            case 9 -> bias - random.nextInt(66);
            default -> random.nextLong();
        };
        long fraction = switch (random.nextInt(8)) {
            case 0, 1 -> 0;
            case 2 -> fractionOnes;
            case 3 -> 1L << random.nextInt(fractionBits);
            case 4 -> random.nextInt(8);
            case 5 -> -1L << random.nextInt(fractionBits);
            default -> random.nextLong();
        };
        long sign = random.nextInt(2);
        return sign << exponentBits + fractionBits
                | (exponent & exponentOnes) << fractionBits
                | fraction & fractionOnes;
    }

    /** FPCR: any rounding mode; flush to zero, default NaN and alternative half precision each sometimes. */
    static long fpcr(SplittableRandom random) {
        if (random.nextInt(3) == 0) {
            return 0;
        }
        long rounding = random.nextBoolean() ? 0 : random.nextLong(4) << 22;
        long flush = random.nextInt(4) == 0 ? 1 << 24 : 0;
        long defaultNan = random.nextInt(4) == 0 ? 1 << 25 : 0;
        long alternativeHalf = random.nextInt(6) == 0 ? 1 << 26 : 0;
        return rounding | flush | defaultNan | alternativeHalf;
    }

    static long fpsr(SplittableRandom random) {
        return random.nextInt(4) != 0 ? 0 : random.nextLong() & GuestState.FPSR_BITS;
    }
}
