package org.polyvisor.codegen.x86;

import static org.polyvisor.codegen.x86.Operands.state;

import org.polyvisor.codegen.ir.StateLayout;

/**
 * Where the guest's vector registers are: the pinned ones in XMM registers, others in the state, where they are aligned.
 * XMM0 to XMM2 are free within the lowering of one micro-operation, XMM3 is the assembler's own.
 */
final class VectorOperands {
    private final Assembler asm;
    private final StateLayout layout;

    VectorOperands(Assembler asm, StateLayout layout) {
        this.asm = asm;
        this.layout = layout;
    }

    /** Where a vector register that is not pinned lives. */
    long slot(int v) {
        return state(layout.vectors() + v * 16);
    }

    static boolean isInRegister(int v) {
        return Registers.ofVector(v) >= 0;
    }

    /** An XMM register that holds all of the register: its own, or {@code scratch}, loaded. */
    int use(int v, int scratch) {
        int xmm = Registers.ofVector(v);
        if (xmm >= 0) {
            return xmm;
        }
        asm.loadVA(scratch, slot(v));
        return scratch;
    }

    /** The same for who needs only the low 4 or 8 bytes; what is above them is undefined. */
    int useScalar(int v, boolean wide, int scratch) {
        int xmm = Registers.ofVector(v);
        if (xmm >= 0) {
            return xmm;
        }
        if (wide) {
            asm.load64(scratch, slot(v));
        } else {
            asm.load32(scratch, slot(v));
        }
        return scratch;
    }

    /** Brings a whole register into a given XMM register. */
    void load(int xmm, int v) {
        int own = Registers.ofVector(v);
        if (own < 0) {
            asm.loadVA(xmm, slot(v));
        } else if (own != xmm) {
            asm.movaps(xmm, own);
        }
    }

    /** The XMM register to compute a result in: the destination's own, or {@code scratch}. */
    static int target(int v, int scratch) {
        int xmm = Registers.ofVector(v);
        return xmm >= 0 ? xmm : scratch;
    }

    /** To be called when all 128 bits of the result are in {@code xmm}: puts them where the destination lives. */
    void store(int v, int xmm) {
        int own = Registers.ofVector(v);
        if (own < 0) {
            asm.storeVA(slot(v), xmm);
        } else if (own != xmm) {
            asm.movaps(own, xmm);
        }
    }

    /** {@code dst = a op v}, the guest's register {@code v} being anywhere. */
    void vec(int op, int dst, int a, int v) {
        int own = Registers.ofVector(v);
        if (own >= 0) {
            asm.vec(op, dst, a, own);
        } else {
            asm.vecM(op, dst, a, slot(v));
        }
    }
}
