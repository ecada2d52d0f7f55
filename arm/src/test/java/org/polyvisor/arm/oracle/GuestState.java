package org.polyvisor.arm.oracle;

import java.util.SplittableRandom;

/**
 * What an instruction sequence starts from or ends with, as quadwords in the form that sequence-runner.S reads and
 * writes.
 */
final class GuestState {
    static final int SP = 31;
    static final int V = 32;
    static final int NZCV = 96;
    static final int FPCR = 97;
    static final int FPSR = 98;
    static final int SIGNAL = 99;
    static final int SIGNAL_PC = 100;
    static final int CODE = 101;

    /** Quadwords per state. */
    static final int WORDS = 104;

    static final int BYTES = WORDS * 8;
    static final long FPSR_BITS = 0x0800_009fL;

    private GuestState() {}

    static long[] random(SplittableRandom random) {
        long[] state = new long[WORDS];
        for (int i = 0; i <= SP; i++) {
            state[i] = CornerValues.integer(random);
        }
        if (random.nextInt(4) != 0) {
            state[SP] &= -16;
        }
        for (int i = V; i < NZCV; i++) {
            state[i] = CornerValues.vectorHalf(random);
        }
        state[NZCV] = random.nextLong(16) << 28;
        state[FPCR] = CornerValues.fpcr(random);
        state[FPSR] = CornerValues.fpsr(random);
        return state;
    }

    /** The name of a quadword, for people. */
    static String name(int index) {
        if (index < SP) {
            return "X" + index;
        }
        if (index >= V && index < NZCV) {
            return "V" + (index - V) / 2 + ((index & 1) == 0 ? ".low" : ".high");
        }
        return switch (index) {
            case SP -> "SP";
            case NZCV -> "NZCV";
            case FPCR -> "FPCR";
            case FPSR -> "FPSR";
            case SIGNAL -> "signal";
            case SIGNAL_PC -> "signal pc";
            default -> "?";
        };
    }
}
