package org.polyvisor.codegen.x86;

/** Integer arithmetic, logic, shifts and bits. {@code wide} means 64 bits, otherwise 32. */
public abstract sealed class IntegerAssembler extends MoveAssembler permits ControlAssembler {
    public static final int ADD = 0;
    public static final int OR = 1;
    public static final int ADC = 2;
    public static final int SBB = 3;
    public static final int AND = 4;
    public static final int SUB = 5;
    public static final int XOR = 6;
    public static final int CMP = 7;

    public static final int ROL = 0;
    public static final int ROR = 1;
    public static final int RCL = 2;
    public static final int RCR = 3;
    public static final int SHL = 4;
    public static final int SHR = 5;
    public static final int SAR = 7;

    IntegerAssembler() {}

    /** {@code dst = dst op src}; {@code op} is one of {@link #ADD} to {@link #CMP}. */
    public final void alu(int op, boolean wide, int dst, int src) {
        emit(op << 3 | 3, wide, dst, src);
    }

    public final void aluRM(int op, boolean wide, int dst, long mem) {
        emitM(op << 3 | 3, wide, dst, mem, 0);
    }

    public final void aluMR(int op, boolean wide, long mem, int src) {
        emitM(op << 3 | 1, wide, src, mem, 0);
    }

    public final void aluImm(int op, boolean wide, int dst, int imm) {
        if (imm == (byte) imm) {
            emit(0x83, wide, op, dst);
            put1(imm);
        } else if (dst == Reg.RAX) {
            emitO(op << 3 | 5, wide, 0);
            put4(imm);
        } else {
            emit(0x81, wide, op, dst);
            put4(imm);
        }
    }

    public final void aluMemImm(int op, boolean wide, long mem, int imm) {
        if (imm == (byte) imm) {
            emitM(0x83, wide, op, mem, 1);
            put1(imm);
        } else {
            emitM(0x81, wide, op, mem, 4);
            put4(imm);
        }
    }

    /** On one byte of memory. */
    public final void aluMemImm8(int op, long mem, int imm) {
        emitM(0x80, false, op, mem, 1);
        put1(imm);
    }

    public final void test(boolean wide, int a, int b) {
        emit(0x85, wide, b, a);
    }

    public final void testImm(boolean wide, int a, int imm) {
        if ((imm & ~0x7f) == 0) { // with bit 7 set, the sign flag of the byte form would differ
            if (a == Reg.RAX) {
                emitO(0xa8, false, 0);
            } else {
                emit8(0xf6, false, 0, a);
            }
            put1(imm);
            return;
        }
        boolean sameWide = wide && imm < 0; // a mask without bit 31 leaves the same flags in 32 bits
        if (a == Reg.RAX) {
            emitO(0xa9, sameWide, 0);
        } else {
            emit(0xf7, sameWide, 0, a);
        }
        put4(imm);
    }

    /** On one byte of memory. */
    public final void testMemImm8(long mem, int imm) {
        emitM(0xf6, false, 0, mem, 1);
        put1(imm);
    }

    public final void neg(boolean wide, int dst) {
        emit(0xf7, wide, 3, dst);
    }

    public final void not(boolean wide, int dst) {
        emit(0xf7, wide, 2, dst);
    }

    /** Shifts by a constant, 0 to 31 or 63; {@code kind} is one of {@link #ROL} to {@link #SAR}. */
    public final void shift(int kind, boolean wide, int dst, int amount) {
        if (amount == 1) {
            emit(0xd1, wide, kind, dst);
        } else {
            emit(0xc1, wide, kind, dst);
            put1(amount);
        }
    }

    /** Shifts by CL modulo 32 or 64. */
    public final void shiftCl(int kind, boolean wide, int dst) {
        emit(0xd3, wide, kind, dst);
    }

    /** {@code dst = src} shifted by {@code count} modulo 32 or 64; SHL, SHR or SAR; needs BMI2, leaves the flags. */
    public final void shiftX(int kind, boolean wide, int dst, int src, int count) {
        int prefix = switch (kind) {
            case SHL -> P66;
            case SHR -> PF2;
            case SAR -> PF3;
            default -> throw new IllegalArgumentException("no such shift: " + kind);
        };
        emitVex(prefix | MAP_0F38 | 0xf7, wide, dst, count, src);
    }

    /** {@code dst = src} rotated right; needs BMI2, leaves the flags. */
    public final void rorx(boolean wide, int dst, int src, int amount) {
        emitVex(PF2 | MAP_0F3A | 0xf0, wide, dst, 0, src);
        put1(amount);
    }

    /** Shifts {@code dst} right and the low bits of {@code src} in from above. */
    public final void shrd(boolean wide, int dst, int src, int amount) {
        emit(MAP_0F | 0xac, wide, src, dst);
        put1(amount);
    }

    public final void imul(boolean wide, int dst, int src) {
        emit(MAP_0F | 0xaf, wide, dst, src);
    }

    public final void imulRM(boolean wide, int dst, long mem) {
        emitM(MAP_0F | 0xaf, wide, dst, mem, 0);
    }

    /** {@code dst = src * imm}. */
    public final void imulImm(boolean wide, int dst, int src, int imm) {
        if (imm == (byte) imm) {
            emit(0x6b, wide, dst, src);
            put1(imm);
        } else {
            emit(0x69, wide, dst, src);
            put4(imm);
        }
    }

    /** {@code rdx:rax = rax * src}. */
    public final void mulWide(boolean wide, boolean signed, int src) {
        emit(0xf7, wide, signed ? 5 : 4, src);
    }

    /** Divides {@code rdx:rax} by {@code src}: quotient to RAX, remainder to RDX; a fault if it does not fit. */
    public final void divWide(boolean wide, boolean signed, int src) {
        emit(0xf7, wide, signed ? 7 : 6, src);
    }

    /** Extends the sign of RAX into RDX. */
    public final void cdqCqo(boolean wide) {
        emitO(0x99, wide, 0);
    }

    /** {@code dst = ~a & b}; needs BMI1. */
    public final void andn(boolean wide, int dst, int a, int b) {
        emitVex(MAP_0F38 | 0xf2, wide, dst, a, b);
    }

    public final void bsf(boolean wide, int dst, int src) {
        emit(MAP_0F | 0xbc, wide, dst, src);
    }

    public final void bsr(boolean wide, int dst, int src) {
        emit(MAP_0F | 0xbd, wide, dst, src);
    }

    /** Needs BMI1; otherwise it is silently BSF. */
    public final void tzcnt(boolean wide, int dst, int src) {
        emit(PF3 | MAP_0F | 0xbc, wide, dst, src);
    }

    /** Needs LZCNT; otherwise it is silently BSR. */
    public final void lzcnt(boolean wide, int dst, int src) {
        emit(PF3 | MAP_0F | 0xbd, wide, dst, src);
    }

    public final void popcnt(boolean wide, int dst, int src) {
        emit(PF3 | MAP_0F | 0xb8, wide, dst, src);
    }

    /** Copies a bit to the carry flag. */
    public final void btImm(boolean wide, int reg, int bit) {
        emit(MAP_0F | 0xba, wide, 4, reg);
        put1(bit);
    }

    public final void btMemImm(boolean wide, long mem, int bit) {
        emitM(MAP_0F | 0xba, wide, 4, mem, 1);
        put1(bit);
    }

    /** Gathers the bits of {@code src} that {@code mask} names; needs BMI2. */
    public final void pext(boolean wide, int dst, int src, int mask) {
        emitVex(PF3 | MAP_0F38 | 0xf5, wide, dst, src, mask);
    }

    /** Scatters the low bits of {@code src} to where {@code mask} has ones; needs BMI2. */
    public final void pdep(boolean wide, int dst, int src, int mask) {
        emitVex(PF2 | MAP_0F38 | 0xf5, wide, dst, src, mask);
    }

    /** Adds {@code size} bytes of {@code src} to the CRC-32C in {@code dst}; needs SSE4.2. */
    public final void crc32(int size, int dst, int src) {
        switch (size) {
            case 1 -> emit8(PF2 | MAP_0F38 | 0xf0, false, dst, src);
            case 2 -> {
                reserve();
                put1(0x66);
                emit(PF2 | MAP_0F38 | 0xf1, false, dst, src);
            }
            case 4, 8 -> emit(PF2 | MAP_0F38 | 0xf1, size == 8, dst, src);
            default -> throw noSuchSize(size);
        }
    }
}
