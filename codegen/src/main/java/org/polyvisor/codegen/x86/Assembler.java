package org.polyvisor.codegen.x86;

import static org.polyvisor.codegen.x86.Sse.COMMUTATIVE;
import static org.polyvisor.codegen.x86.Sse.DIGIT;
import static org.polyvisor.codegen.x86.Sse.GROUP;
import static org.polyvisor.codegen.x86.Sse.LEGACY_ONLY;
import static org.polyvisor.codegen.x86.Sse.REVERSED;
import static org.polyvisor.codegen.x86.Sse.VEX_ONLY;
import static org.polyvisor.codegen.x86.Sse.VEX_W;

/**
 * All instructions that Polyvisor emits for x86-64. Its own are those of {@link Sse}.
 *
 * <p>Instructions on vectors take a destination apart from their sources. Without AVX that costs a move where they
 * differ. Where the destination is also the second source of an operation whose sources have an order, the scratch
 * register loses its value, or, if it is that destination, the 16 bytes below RSP do. Without AVX, operands of 16 bytes
 * in memory must be aligned, except those of {@link #loadV} and {@link #storeV}.
 */
public final class Assembler extends VectorMoveAssembler {
    private static final int NO_IMMEDIATE = -1;
    private static final int XMM0 = 0;

    /** Below the stack pointer and yet safe from signals (System V ABI for AMD64, section 3.2.2). */
    private static final long RED_ZONE = Mem.at(Reg.RSP, -16);

    private int vectorScratch = 3;

    /** With AVX, vector instructions use VEX encodings, otherwise the legacy ones. */
    public Assembler(boolean avx) {
        super(avx);
    }

    /** Whether vector instructions are encoded with VEX. */
    public boolean usesAvx() {
        return avx;
    }

    /** The vector register that {@link #vec} and {@link #vecImm} may overwrite without AVX; XMM3 at first. */
    public void vectorScratch(int xmm) {
        vectorScratch = xmm;
    }

    /** {@code dst = a op b}. */
    public void vec(int op, int dst, int a, int b) {
        if (isVex(op)) {
            // Two bytes of VEX reach registers 8 to 15 in every operand but the last.
            if (b > 7 && a < 8 && (op & (COMMUTATIVE | MAP_0F3A)) == (COMMUTATIVE | MAP_0F)) {
                emitVex(op, false, dst, b, a);
            } else {
                emitVex(op, (op & VEX_W) != 0, dst, a, b);
            }
        } else {
            legacyVec(op, dst, a, b, NO_IMMEDIATE);
        }
    }

    public void vecM(int op, int dst, int a, long mem) {
        vecM(op, dst, a, mem, 0);
    }

    public void vecImm(int op, int dst, int a, int b, int imm8) {
        if (isVex(op)) {
            emitVex(op, (op & VEX_W) != 0, dst, a, b);
            put1(imm8);
        } else {
            legacyVec(op, dst, a, b, imm8 & 255);
        }
    }

    public void vecImmM(int op, int dst, int a, long mem, int imm8) {
        vecM(op, dst, a, mem, 1);
        put1(imm8);
    }

    /** {@code dst = op src}. */
    public void un(int op, int dst, int src) {
        int reg = (op & REVERSED) == 0 ? dst : src;
        int rm = reg == dst ? src : dst;
        if (isVex(op)) {
            emitVex(op, (op & VEX_W) != 0, reg, 0, rm);
        } else {
            emit(op, false, reg, rm);
        }
    }

    public void unM(int op, int dst, long mem) {
        unM(op, dst, mem, 0);
    }

    public void unImm(int op, int dst, int src, int imm8) {
        un(op, dst, src);
        put1(imm8);
    }

    public void unImmM(int op, int dst, long mem, int imm8) {
        unM(op, dst, mem, 1);
        put1(imm8);
    }

    /** Shifts every element, or the whole by bytes, by a constant; {@code op} is one of the likes of PSLLD. */
    public void shiftImm(int op, int dst, int src, int amount) {
        int shift = P66 | MAP_0F | op >> GROUP & 255;
        int digit = op >> DIGIT & 7;
        if (avx) {
            emitVex(shift, false, digit, dst, src);
        } else {
            if (dst != src) {
                movaps(dst, src);
            }
            emit(shift, false, digit, dst);
        }
        put1(amount);
    }

    /**
     * The elements of {@code b} where the highest bit of those of {@code mask} is set, others of {@code a};
     * {@link Sse#PBLENDVB}, {@link Sse#BLENDVPS} or {@link Sse#BLENDVPD}. Without AVX the mask is XMM0.
     *
     * @throws IllegalArgumentException if the operands cannot be encoded
     */
    public void blend(int op, int dst, int a, int b, int mask) {
        if (avx) {
            int opcode = op == Sse.PBLENDVB ? 0x4c : op == Sse.BLENDVPS ? 0x4a : 0x4b;
            emitVex(P66 | MAP_0F3A | opcode, false, dst, a, b);
            put1(mask << 4);
            return;
        }
        if (mask != XMM0) {
            throw new IllegalArgumentException("without AVX, the mask of a blend is XMM0");
        }
        keepXmm0(dst);
        legacyVec(op, dst, a, b, NO_IMMEDIATE);
    }

    private void vecM(int op, int dst, int a, long mem, int immediate) {
        if (isVex(op)) {
            emitVexM(op, (op & VEX_W) != 0, dst, a, mem, immediate);
            return;
        }
        if (op == Sse.SHA256RNDS2) {
            keepXmm0(dst);
        }
        if (dst != a) {
            movaps(dst, a);
        }
        emitM(op, false, dst, mem, immediate);
    }

    private void unM(int op, int dst, long mem, int immediate) {
        if (isVex(op)) {
            emitVexM(op, (op & VEX_W) != 0, dst, 0, mem, immediate);
        } else {
            emitM(op, false, dst, mem, immediate);
        }
    }

    private boolean isVex(int op) {
        if (!avx && (op & VEX_ONLY) != 0) {
            throw new IllegalArgumentException("the instruction exists only with AVX");
        }
        return avx && (op & LEGACY_ONLY) == 0;
    }

    private void legacyVec(int op, int dst, int a, int b, int immediate) {
        if (op == Sse.SHA256RNDS2) {
            keepXmm0(dst);
        }
        if (dst == a) {
            legacy(op, dst, b, immediate);
        } else if (dst != b) {
            movaps(dst, a);
            legacy(op, dst, b, immediate);
        } else if ((op & COMMUTATIVE) != 0) {
            legacy(op, dst, a, immediate);
        } else if (a == vectorScratch) {
            legacy(op, a, b, immediate);
            movaps(dst, a);
        } else if (dst == vectorScratch) {
            int spare = a == 1 ? 2 : 1; // not XMM0, which some operations read
            storeV(RED_ZONE, spare);
            legacyInOrder(op, dst, a, spare, immediate);
            loadV(spare, RED_ZONE);
        } else {
            legacyInOrder(op, dst, a, vectorScratch, immediate);
        }
    }

    /** {@code dst = a op dst} by way of a spare register. */
    private void legacyInOrder(int op, int dst, int a, int spare, int immediate) {
        movaps(spare, dst);
        movaps(dst, a);
        legacy(op, dst, spare, immediate);
    }

    private void legacy(int op, int dst, int src, int immediate) {
        emit(op, false, dst, src);
        if (immediate != NO_IMMEDIATE) {
            put1(immediate);
        }
    }

    private void keepXmm0(int dst) {
        if (dst == XMM0 || vectorScratch == XMM0) {
            throw new IllegalArgumentException("XMM0 holds a source of its own, it cannot be overwritten");
        }
    }
}
