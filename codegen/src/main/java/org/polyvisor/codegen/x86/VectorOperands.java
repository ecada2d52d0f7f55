package org.polyvisor.codegen.x86;

import static org.polyvisor.codegen.x86.Operands.state;

import java.util.Arrays;
import org.polyvisor.codegen.ir.Micro;
import org.polyvisor.codegen.ir.MicroBlock;
import org.polyvisor.codegen.ir.StateLayout;

/**
 * Where the guest's vector registers are: the pinned ones in XMM registers, others in the state, where they are aligned.
 * XMM0 to XMM2 are free within the lowering of one micro-operation, XMM3 is the assembler's own.
 *
 * <p>Results narrower than a register must have zeros above. Within a block it is known of some registers that these
 * are there; what is computed from such a register then has them too.
 */
final class VectorOperands {
    /** Shuffle control of INSERTPS that clears all but the lowest element. */
    private static final int ONLY_LOWEST = 0b1110;

    private static final int XMM0 = 0;

    /** Log2 of a register's size. */
    static final int ALL = 4;

    private static final int DOUBLE = 3;
    private static final int SINGLE = 2;

    private final Assembler asm;
    private final StateLayout layout;

    /** By register: log2 of how many bytes may be other than zero, {@link #SINGLE} or {@link #DOUBLE}; 0: all of them. */
    private final byte[] occupied = new byte[32];

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

    /** Nothing is known about the registers. */
    void forget() {
        Arrays.fill(occupied, (byte) 0);
    }

    /** Notes what micro-operation {@code i}, just lowered, has left in registers, if it is none of floating point. */
    void follow(MicroBlock block, int i) {
        int kind = block.op(i) & Micro.KIND;
        if (kind == Micro.LOAD_V) {
            note(block.d(i), block.c(i) & Micro.SIZE);
        } else if (kind == Micro.LOAD_PAIR_V) {
            note(block.d(i), block.c(i) & Micro.SIZE);
            note(block.b(i), block.c(i) & Micro.SIZE);
        } else if (kind == Micro.CONSTANT_V && block.c(i) == 0) {
            note(block.d(i), DOUBLE);
        } else if (kind >= Micro.VECTOR && kind <= Micro.INSERT_V) {
            note(block.d(i), ALL);
        } else if (kind == Micro.HELPER || kind >= Micro.FIRST_VECTOR && kind < Micro.VECTOR) {
            forget();
        }
    }

    /** A register has zeros above the low 1 << size bytes. */
    void note(int v, int size) {
        occupied[v] = (byte) (size > DOUBLE ? 0 : Math.max(size, SINGLE));
    }

    /** Whether the XMM register that {@link #useScalar} returns for {@code v} is known to have zeros above. */
    boolean isScalar(int v, boolean wide) {
        return !isInRegister(v) || occupied[v] != 0 && (wide || occupied[v] == SINGLE);
    }

    /**
     * To be called when a scalar result is in {@code xmm}: puts it where the destination lives.
     *
     * @param clean whether there are zeros above it
     */
    void storeScalar(int v, int xmm, boolean wide, boolean clean) {
        int own = Registers.ofVector(v);
        int reg = own >= 0 ? own : clean ? xmm : XMM0;
        if (!clean && wide) {
            asm.un(Sse.MOVQ, reg, xmm);
        } else if (!clean) {
            asm.vecImm(Sse.INSERTPS, reg, xmm, xmm, ONLY_LOWEST);
        } else if (reg != xmm) {
            asm.movaps(reg, xmm);
        }
        if (own < 0) {
            asm.storeVA(slot(v), reg);
        }
        note(v, wide ? DOUBLE : SINGLE);
    }
}
