package org.polyvisor.arm.translator;

import java.util.SplittableRandom;

/**
 * A short random program that goes forward only: everything that sets, changes or reads flags, accesses that abort, and
 * whatever may change what flags come from. X0 to X5 and V0 to V3 are anything, X10 and X13 lead to data, X11 to nothing.
 */
final class FlagProgram {
    private static final int NOP = 0xd503_201f;

    private final SplittableRandom random;

    private FlagProgram(long seed) {
        random = new SplittableRandom(seed);
    }

    /** The words of program {@code seed}; it ends with HVC #0. */
    static int[] of(long seed) {
        return new FlagProgram(seed).make();
    }

    private int[] make() {
        int length = 24 + below(40);
        int[] words = new int[length + 1];
        for (int i = 0; i < length; i++) {
            words[i] = switch (below(12)) {
                case 0, 1, 2, 3 -> setter();
                case 4, 5 -> access();
                case 6 -> branch(1 + below(Math.min(6, length - i)));
                default -> other();
            };
        }
        words[length] = SmallMachine.HVC_STOP;
        return words;
    }

    private int below(int bound) {
        return random.nextInt(bound);
    }

    private int bit(int at) {
        return below(2) << at;
    }

    /** X0 to X5, or 31. */
    private int any() {
        int n = below(7);
        return n == 6 ? 31 : n;
    }

    private int three() {
        return any() << 16 | any() << 5 | any();
    }

    private int setter() {
        int width = bit(31);
        return switch (below(13)) {
            case 0 -> 0x3100_0000 | width | bit(30) | bit(22) | below(4) << 10 | any() << 5 | any();
            case 1, 2 -> 0x2b00_0000 | width | bit(30) | below(3) << 22 | below(2) * below(32) << 10 | three();
            case 3, 4 -> 0x2b20_0000 | width | bit(30) | below(8) << 13 | below(5) << 10 | three();
            case 5 -> 0x7200_1c00 | width | width >>> 31 << 22 | below(8) << 16 | any() << 5 | any(); // ands
            case 6 -> 0x6a00_0000 | width | bit(21) | below(4) << 22 | below(2) * below(32) << 10 | three();
            case 7 -> 0x3a40_0000 | width | bit(30) | bit(11) | any() << 16 | below(16) << 12 | any() << 5 | below(16);
            case 8 -> 0x7a40_0000 | width | bit(11) | any() << 16 | below(16) << 12 | any() << 5 | below(16); // ccmp
            case 9 -> 0x3a00_0000 | width | bit(30) | three(); // adcs, sbcs
            case 10 -> 0x1e20_2000 | bit(22) | below(4) << 16 | below(4) << 5 | below(4) << 3; // fcmp
            case 11 -> 0x1e20_0400 | bit(22) | below(4) << 16 | below(16) << 12 | below(4) << 5 | below(32); // fccmp
            default -> 0x6b00_0000 | width | three();
        };
    }

    private int access() {
        int base = below(3) != 0 ? 11 : 10;
        int r = below(6);
        return switch (below(9)) {
            case 0, 1 -> 0xf940_0000 | base << 5 | r;
            case 2 -> 0xf900_0000 | base << 5 | r;
            case 3 -> 0xa940_0000 | (r + 1) % 6 << 10 | base << 5 | r; // ldp
            case 4 -> 0xfd40_0000 | base << 5 | below(4); // ldr d
            case 5 -> 0xf820_0000 | r << 16 | base << 5 | below(6); // ldadd
            case 6 -> 0x4c40_a000 | base << 5 | below(4); // ld1 of two
            case 7 -> 0xf840_0400 | 13 << 5 | r; // ldr, [x13], #0
            default -> 0xc8a0_7c00 | r << 16 | base << 5 | below(6); // cas
        };
    }

    private int branch(int ahead) {
        return switch (below(6)) {
            case 0, 1 -> 0x5400_0000 | ahead << 5 | below(15);
            case 2 -> 0xb400_0000 | bit(24) | ahead << 5 | below(6);
            case 3 -> 0x3600_0000 | bit(24) | below(4) << 19 | ahead << 5 | below(6);
            case 4 -> 0x5400_0000 | ahead << 5 | below(2);
            default -> 0x1400_0000 | ahead;
        };
    }

    private int other() {
        int r = below(6);
        return switch (below(19)) {
            case 0 -> 0x9100_0000 | bit(30) | below(3) << 10 | r << 5 | below(6);
            case 1 -> 0x0b00_0000 | bit(31) | three();
            case 2 -> 0xaa00_03e0 | any() << 16 | any(); // mov
            case 3 -> 0xd280_0000 | below(3) << 5 | r;
            case 4 -> 0xf280_0000 | below(4) << 21 | below(3) << 5 | r;
            case 5 -> 0x1a80_0000 | bit(31) | bit(30) | bit(10) | below(16) << 12 | three(); // csel
            case 6 -> 0x1a00_0000 | bit(31) | bit(30) | three(); // adc, sbc
            case 7 -> 0x5300_1c00 | any() << 5 | any(); // uxtb
            case 8 -> 0xd53b_4200 | r; // mrs of nzcv
            case 9 -> below(4) == 0 ? 0xd51b_4200 | r : NOP; // msr of nzcv
            case 10 -> 0x1e20_0c00 | bit(22) | below(4) << 16 | below(16) << 12 | below(4) << 5 | below(4); // fcsel
            case 11 -> 0x9e67_0000 | r << 5 | below(4); // fmov
            case 12 -> 0x9e66_0000 | below(4) << 5 | r;
            case 13 -> 0x1e60_4000 | below(4) << 5 | below(4);
            case 14 -> 0x9e78_0000 | below(4) << 5 | r; // fcvtzs
            case 15 -> 0x9100_03ff | bit(30) | below(3) << 14; // add, sub of sp
            case 16 -> 0xd53b_d040 | r; // mrs of tpidr_el0
            case 17 -> below(2) == 0 ? 0xd503_3bbf : 0x1ac0_4800 | r << 16 | r << 5 | below(6); // dmb, crc32
            default -> 0xd503_3f9f; // dsb
        };
    }
}
