package org.polyvisor.codegen.x86;

/** Moves between vector registers, memory and general registers; vectors have 128 bits. */
public abstract sealed class VectorMoveAssembler extends ControlAssembler permits Assembler {
    private static final int MOVUPS_LOAD = MAP_0F | 0x10;
    private static final int MOVUPS_STORE = MAP_0F | 0x11;
    private static final int MOVAPS_LOAD = MAP_0F | 0x28;
    private static final int MOVAPS_STORE = MAP_0F | 0x29;
    private static final int MOVHPS_STORE = MAP_0F | 0x17;
    private static final int MOVD_TO_XMM = P66 | MAP_0F | 0x6e;
    private static final int MOVD_FROM_XMM = P66 | MAP_0F | 0x7e;
    private static final int MOVQ_LOAD = PF3 | MAP_0F | 0x7e;
    private static final int MOVQ_STORE = P66 | MAP_0F | 0xd6;
    private static final int PINSRB = P66 | MAP_0F3A | 0x20;
    private static final int PINSRW = P66 | MAP_0F | 0xc4;
    private static final int PINSRD = P66 | MAP_0F3A | 0x22;
    private static final int PEXTRB = P66 | MAP_0F3A | 0x14;
    private static final int PEXTRW = P66 | MAP_0F | 0xc5;
    private static final int PEXTRW_STORE = P66 | MAP_0F3A | 0x15;
    private static final int PEXTRD = P66 | MAP_0F3A | 0x16;

    /** Whether vector instructions are encoded with VEX. */
    final boolean avx;

    VectorMoveAssembler(boolean avx) {
        this.avx = avx;
    }

    public final void movaps(int dst, int src) {
        if (src > 7 && dst < 8) { // which saves a byte with VEX
            two(MOVAPS_STORE, false, src, dst);
        } else {
            two(MOVAPS_LOAD, false, dst, src);
        }
    }

    /** Loads 16 bytes from anywhere. */
    public final void loadV(int dst, long mem) {
        twoM(MOVUPS_LOAD, false, dst, mem, 0);
    }

    public final void storeV(long mem, int src) {
        twoM(MOVUPS_STORE, false, src, mem, 0);
    }

    /** Loads 16 bytes from a multiple of 16. */
    public final void loadVA(int dst, long mem) {
        twoM(MOVAPS_LOAD, false, dst, mem, 0);
    }

    public final void storeVA(long mem, int src) {
        twoM(MOVAPS_STORE, false, src, mem, 0);
    }

    /** Loads 4 bytes and clears the others. */
    public final void load32(int xmm, long mem) {
        twoM(MOVD_TO_XMM, false, xmm, mem, 0);
    }

    public final void store32(long mem, int xmm) {
        twoM(MOVD_FROM_XMM, false, xmm, mem, 0);
    }

    /** Loads 8 bytes and clears the others. */
    public final void load64(int xmm, long mem) {
        twoM(MOVQ_LOAD, false, xmm, mem, 0);
    }

    public final void store64(long mem, int xmm) {
        twoM(MOVQ_STORE, false, xmm, mem, 0);
    }

    /** Stores the upper 8 bytes. */
    public final void storeHigh64(long mem, int xmm) {
        twoM(MOVHPS_STORE, false, xmm, mem, 0);
    }

    /** Moves 8 bytes or 4 and clears the others. */
    public final void movToXmm(boolean wide, int xmm, int gpr) {
        two(MOVD_TO_XMM, wide, xmm, gpr);
    }

    /** Moves the low 8 bytes or 4, with zeros above. */
    public final void movFromXmm(boolean wide, int gpr, int xmm) {
        two(MOVD_FROM_XMM, wide, xmm, gpr);
    }

    /** Moves a lane of 1, 2, 4 or 8 bytes, with zeros above. */
    public final void pextr(int size, int gpr, int xmm, int lane) {
        switch (size) {
            case 1 -> two(PEXTRB, false, xmm, gpr);
            case 2 -> two(PEXTRW, false, gpr, xmm);
            case 4, 8 -> two(PEXTRD, size == 8, xmm, gpr);
            default -> throw noSuchSize(size);
        }
        put1(lane);
    }

    public final void pextrM(int size, long mem, int xmm, int lane) {
        switch (size) {
            case 1 -> twoM(PEXTRB, false, xmm, mem, 1);
            case 2 -> twoM(PEXTRW_STORE, false, xmm, mem, 1);
            case 4, 8 -> twoM(PEXTRD, size == 8, xmm, mem, 1);
            default -> throw noSuchSize(size);
        }
        put1(lane);
    }

    /** {@code a} with one lane of 1, 2, 4 or 8 bytes replaced. */
    public final void pinsr(int size, int dst, int a, int gpr, int lane) {
        three(opOfPinsr(size), size == 8, dst, a, gpr);
        put1(lane);
    }

    public final void pinsrM(int size, int dst, int a, long mem, int lane) {
        threeM(opOfPinsr(size), size == 8, dst, a, mem, 1);
        put1(lane);
    }

    /** One bit for each byte, its highest. */
    public final void pmovmskb(int gpr, int xmm) {
        two(P66 | MAP_0F | 0xd7, false, gpr, xmm);
    }

    /** One bit for each 4 bytes, the highest. */
    public final void movmskps(int gpr, int xmm) {
        two(MAP_0F | 0x50, false, gpr, xmm);
    }

    /** One bit for each 8 bytes, the highest. */
    public final void movmskpd(int gpr, int xmm) {
        two(P66 | MAP_0F | 0x50, false, gpr, xmm);
    }

    /** Converts the lowest element; {@code op} is one of the likes of {@link Sse#CVTTSD2SI}. */
    public final void cvtToInt(int op, boolean wide, int gpr, int xmm) {
        two(op, wide, gpr, xmm);
    }

    /** {@code a} with the lowest element replaced; {@link Sse#CVTSI2SS} or {@link Sse#CVTSI2SD}. */
    public final void cvtFromInt(int op, boolean wide, int dst, int a, int gpr) {
        three(op, wide, dst, a, gpr);
    }

    /** Two operands. */
    final void two(int op, boolean wide, int reg, int rm) {
        if (avx) {
            emitVex(op, wide, reg, 0, rm);
        } else {
            emit(op, wide, reg, rm);
        }
    }

    final void twoM(int op, boolean wide, int reg, long mem, int immediate) {
        if (avx) {
            emitVexM(op, wide, reg, 0, mem, immediate);
        } else {
            emitM(op, wide, reg, mem, immediate);
        }
    }

    /** Three operands, of which the last is no vector register. */
    private void three(int op, boolean wide, int dst, int a, int gpr) {
        if (avx) {
            emitVex(op, wide, dst, a, gpr);
            return;
        }
        if (dst != a) {
            movaps(dst, a);
        }
        emit(op, wide, dst, gpr);
    }

    private void threeM(int op, boolean wide, int dst, int a, long mem, int immediate) {
        if (avx) {
            emitVexM(op, wide, dst, a, mem, immediate);
            return;
        }
        if (dst != a) {
            movaps(dst, a);
        }
        emitM(op, wide, dst, mem, immediate);
    }

    private static int opOfPinsr(int size) {
        return switch (size) {
            case 1 -> PINSRB;
            case 2 -> PINSRW;
            case 4, 8 -> PINSRD;
            default -> throw noSuchSize(size);
        };
    }
}
