package org.polyvisor.codegen.x86;

import org.polyvisor.codegen.ir.Micro;

/**
 * Which host register does what in generated code. The ten general registers that compiled guest code uses most stay in
 * host registers all the time, so that blocks need not agree on anything when one jumps to another.
 */
final class Registers {
    /** Address of the vCPU's state plus {@link #BIAS}. */
    static final int STATE = Reg.RBP;

    /** Puts all general registers of the guest within reach of a displacement of one byte. */
    static final int BIAS = 128;

    /** Address of the data lookup table. */
    static final int TABLE = Reg.R14;

    static final int T0 = Reg.RAX;
    static final int T1 = Reg.RDX;

    /** Free within the lowering of one micro-operation. */
    static final int SCRATCH = Reg.RCX;

    private static final int[] HOST = {
        Reg.RBX, Reg.RSI, Reg.RDI, Reg.R8, Reg.R9, Reg.R10, Reg.R11, Reg.R12, Reg.R13, Reg.R15
    };

    /** The guest registers that are pinned, in the order of {@link #HOST}. */
    private static final int[] GUEST = {0, 1, 2, 3, 4, 5, 6, 19, 20, 31};

    /** By value: the host register, or -1. */
    private static final int[] PINNED = new int[Micro.T1 + 1];

    /** How many vector registers are pinned: the lower half of the guest's sixteen first, then V16 on. */
    static final int PINNED_VECTORS = 12;

    private static final int FIRST_PINNED_XMM = 4;

    static {
        java.util.Arrays.fill(PINNED, -1);
        for (int i = 0; i < HOST.length; i++) {
            PINNED[GUEST[i]] = HOST[i];
        }
        PINNED[Micro.T0] = T0;
        PINNED[Micro.T1] = T1;
    }

    private Registers() {}

    /** The host register that a value always is in, or -1 if it is in memory. */
    static int of(int value) {
        return PINNED[value];
    }

    static int pinnedCount() {
        return HOST.length;
    }

    static int pinnedHost(int i) {
        return HOST[i];
    }

    static int pinnedGuest(int i) {
        return GUEST[i];
    }

    /** The XMM register that guest vector register {@code v} always is in, or -1 if it is in memory. */
    static int ofVector(int v) {
        if (v < 8) {
            return FIRST_PINNED_XMM + v;
        }
        return v >= 16 && v < 20 ? FIRST_PINNED_XMM + v - 8 : -1;
    }

    static int pinnedVector(int i) {
        return i < 8 ? i : i + 8;
    }
}
