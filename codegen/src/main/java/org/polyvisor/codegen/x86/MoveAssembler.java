package org.polyvisor.codegen.x86;

/**
 * Instructions that move integers. {@code wide} means 64 bits, otherwise 32, which clear the upper half of a register;
 * sizes are 1, 2, 4 or 8 bytes; memory operands come from {@link Mem}.
 */
public abstract sealed class MoveAssembler extends Encoder permits IntegerAssembler {
    MoveAssembler() {}

    public final void mov(boolean wide, int dst, int src) {
        emit(0x8b, wide, dst, src);
    }

    /** Sets all 64 bits in the shortest way that leaves the flags alone. */
    public final void movImm(int dst, long value) {
        if (value >>> 32 == 0) {
            emitO(0xb8, false, dst);
            put4((int) value);
        } else if (value == (int) value) {
            emit(0xc7, true, 0, dst);
            put4((int) value);
        } else {
            emitO(0xb8, true, dst);
            put8(value);
        }
    }

    /** Loads {@code size} bytes and clears the rest of the 64 bits. */
    public final void load(int size, int dst, long mem) {
        switch (size) {
            case 1 -> emitM(MAP_0F | 0xb6, false, dst, mem, 0);
            case 2 -> emitM(MAP_0F | 0xb7, false, dst, mem, 0);
            case 4 -> emitM(0x8b, false, dst, mem, 0);
            case 8 -> emitM(0x8b, true, dst, mem, 0);
            default -> throw noSuchSize(size);
        }
    }

    /** Loads {@code size} bytes, 4 at most, and extends their sign to 64 bits, or to 32. */
    public final void loadSigned(int size, boolean wide, int dst, long mem) {
        switch (size) {
            case 1 -> emitM(MAP_0F | 0xbe, wide, dst, mem, 0);
            case 2 -> emitM(MAP_0F | 0xbf, wide, dst, mem, 0);
            case 4 -> emitM(wide ? 0x63 : 0x8b, wide, dst, mem, 0);
            default -> throw noSuchSize(size);
        }
    }

    public final void store(int size, long mem, int src) {
        sized(0x88, size, src, mem);
    }

    /** Stores an immediate; 8 bytes hold it with its sign extended. */
    public final void storeImm(int size, long mem, int imm) {
        switch (size) {
            case 1 -> {
                emitM(0xc6, false, 0, mem, 1);
                put1(imm);
            }
            case 2 -> {
                emitM(P66 | 0xc7, false, 0, mem, 2);
                put2(imm);
            }
            case 4, 8 -> {
                emitM(0xc7, size == 8, 0, mem, 4);
                put4(imm);
            }
            default -> throw noSuchSize(size);
        }
    }

    /** The low {@code size} bytes, 4 at most, with zeros above. */
    public final void movzx(int size, int dst, int src) {
        switch (size) {
            case 1 -> emit8(MAP_0F | 0xb6, false, dst, src);
            case 2 -> emit(MAP_0F | 0xb7, false, dst, src);
            case 4 -> mov(false, dst, src);
            default -> throw noSuchSize(size);
        }
    }

    /** AH, with zeros above; {@code dst} is one of the first eight registers. */
    public final void movzxHigh(int dst) {
        emit(MAP_0F | 0xb6, false, dst, 4);
    }

    /** The low {@code size} bytes, 4 at most, with their sign extended to 64 bits, or to 32. */
    public final void movsx(int size, boolean wide, int dst, int src) {
        switch (size) {
            case 1 -> emit8(MAP_0F | 0xbe, wide, dst, src);
            case 2 -> emit(MAP_0F | 0xbf, wide, dst, src);
            case 4 -> emit(wide ? 0x63 : 0x8b, wide, dst, src);
            default -> throw noSuchSize(size);
        }
    }

    public final void lea(boolean wide, int dst, long mem) {
        emitM(0x8d, wide, dst, mem, 0);
    }

    /** The host address at which the label will be. */
    public final void leaLabel(int dst, int label) {
        reserve();
        put1(dst > 7 ? 0x4c : 0x48);
        put1(0x8d);
        put1((dst & 7) << 3 | 5);
        putDistance(label);
    }

    /** Sets the low byte to 0 or 1 and leaves the others. */
    public final void setcc(int cc, int dst8) {
        emit8(MAP_0F | 0x90 | cc, false, 0, dst8);
    }

    public final void setccM(int cc, long mem) {
        emitM(MAP_0F | 0x90 | cc, false, 0, mem, 0);
    }

    public final void cmov(int cc, boolean wide, int dst, int src) {
        emit(MAP_0F | 0x40 | cc, wide, dst, src);
    }

    public final void cmovM(int cc, boolean wide, int dst, long mem) {
        emitM(MAP_0F | 0x40 | cc, wide, dst, mem, 0);
    }

    /** Reverses the bytes. */
    public final void bswap(boolean wide, int dst) {
        emitO(MAP_0F | 0xc8, wide, dst);
    }

    public final void push(int register) {
        emitO(0x50, false, register);
    }

    public final void pushM(long mem) {
        emitM(0xff, false, 6, mem, 0);
    }

    public final void pop(int register) {
        emitO(0x58, false, register);
    }

    public final void popM(long mem) {
        emitM(0x8f, false, 0, mem, 0);
    }

    /** An instruction whose opcode is {@code op} for bytes and {@code op + 1} for longer operands. */
    final void sized(int op, int size, int reg, long mem) {
        switch (size) {
            case 1 -> emitM8(op, reg, mem, 0);
            case 2 -> emitM(P66 | op + 1, false, reg, mem, 0);
            case 4 -> emitM(op + 1, false, reg, mem, 0);
            case 8 -> emitM(op + 1, true, reg, mem, 0);
            default -> throw noSuchSize(size);
        }
    }

    static IllegalArgumentException noSuchSize(int size) {
        return new IllegalArgumentException("operands of " + size + " bytes do not exist here");
    }
}
