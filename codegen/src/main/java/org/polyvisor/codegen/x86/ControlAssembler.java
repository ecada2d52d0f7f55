package org.polyvisor.codegen.x86;

/** Jumps and calls, flags, locked operations, strings, and what is left of the integer instructions. */
public abstract sealed class ControlAssembler extends IntegerAssembler permits VectorMoveAssembler {
    private static final int JMP_SHORT = 0xeb;
    private static final int JMP_NEAR = 0xe9;
    private static final int CALL_NEAR = 0xe8;
    private static final int JCC_SHORT = 0x70;
    private static final int JCC_NEAR = 0x80;
    private static final int LOCK = 0xf0;
    private static final int LONGEST_NOP = 9;

    ControlAssembler() {}

    /** Jumps if {@code cc}, a constant of {@link Cc}, holds; short where the label is bound already and near. */
    public final void jcc(int cc, int label) {
        reserve();
        if (isShort(label)) {
            put1(JCC_SHORT | cc);
            put1(positionOf(label) - (position() + 1));
        } else {
            put1(0x0f);
            put1(JCC_NEAR | cc);
            putDistance(label);
        }
    }

    public final void jmp(int label) {
        reserve();
        if (isShort(label)) {
            put1(JMP_SHORT);
            put1(positionOf(label) - (position() + 1));
        } else {
            put1(JMP_NEAR);
            putDistance(label);
        }
    }

    public final void call(int label) {
        reserve();
        put1(CALL_NEAR);
        putDistance(label);
    }

    /** Jumps to a host address within 2 GiB; always the long form, so that it can be patched. */
    public final void jccTo(int cc, long address) {
        reserve();
        int distance = distance(address, 6);
        put1(0x0f);
        put1(JCC_NEAR | cc);
        put4(distance);
    }

    public final void jmpTo(long address) {
        reserve();
        int distance = distance(address, 5);
        put1(JMP_NEAR);
        put4(distance);
    }

    public final void callTo(long address) {
        reserve();
        int distance = distance(address, 5);
        put1(CALL_NEAR);
        put4(distance);
    }

    public final void jmpReg(int target) {
        emit(0xff, false, 4, target);
    }

    public final void jmpM(long mem) {
        emitM(0xff, false, 4, mem, 0);
    }

    public final void callReg(int target) {
        emit(0xff, false, 2, target);
    }

    public final void callM(long mem) {
        emitM(0xff, false, 2, mem, 0);
    }

    public final void ret() {
        plain(0xc3);
    }

    /** {@code al += imm}, a byte. */
    public final void addAl(int imm) {
        plain(0x04);
        plain(imm & 0xff);
    }

    /** Flags to AH. */
    public final void lahf() {
        plain(0x9f);
    }

    /** AH to the flags. */
    public final void sahf() {
        plain(0x9e);
    }

    public final void cmc() {
        plain(0xf5);
    }

    public final void clc() {
        plain(0xf8);
    }

    public final void stc() {
        plain(0xf9);
    }

    public final void int3() {
        plain(0xcc);
    }

    public final void ud2() {
        plain(MAP_0F | 0x0b);
    }

    public final void pause() {
        plain(PF3 | 0x90);
    }

    public final void mfence() {
        emit(MAP_0F | 0xae, false, 6, 0);
    }

    /** Copies RCX bytes from [RSI] to [RDI]. */
    public final void repMovsb() {
        plain(PF3 | 0xa4);
    }

    /** Fills RCX bytes at [RDI] with AL. */
    public final void repStosb() {
        plain(PF3 | 0xaa);
    }

    public final void ldmxcsr(long mem) {
        emitM(MAP_0F | 0xae, false, 2, mem, 0);
    }

    public final void stmxcsr(long mem) {
        emitM(MAP_0F | 0xae, false, 3, mem, 0);
    }

    /** Exchanges memory with a register; locked. */
    public final void xchg(int size, long mem, int src) {
        sized(0x86, size, src, mem);
    }

    /** {@code [mem] = [mem] op src}; any of {@link #ADD} to {@link #XOR}. */
    public final void lockAlu(int op, int size, long mem, int src) {
        if (op == CMP) {
            throw new IllegalArgumentException("CMP cannot be locked");
        }
        lock();
        sized(op << 3, size, src, mem);
    }

    /** If memory equals RAX, stores {@code src}, otherwise loads RAX; the zero flag tells. */
    public final void lockCmpxchg(int size, long mem, int src) {
        lock();
        sized(MAP_0F | 0xb0, size, src, mem);
    }

    /** Adds {@code src} to memory, whose old value {@code src} receives. */
    public final void lockXadd(int size, long mem, int src) {
        lock();
        sized(MAP_0F | 0xc0, size, src, mem);
    }

    /** As {@link #lockCmpxchg} with RDX:RAX and RCX:RBX on 16 aligned bytes. */
    public final void lockCmpxchg16b(long mem) {
        lock();
        emitM(MAP_0F | 0xc7, true, 1, mem, 0);
    }

    /** Fills with the fewest instructions that do nothing (Intel SDM volume 2, NOP, table 4-12). */
    public final void nop(int bytes) {
        int left = bytes;
        while (left > 0) {
            int length = Math.min(left, LONGEST_NOP);
            nopOf(length);
            left -= length;
        }
    }

    /** Fills up to a host address that is a multiple of {@code powerOfTwo}. */
    public final void align(int powerOfTwo) {
        nop((int) -address() & powerOfTwo - 1);
    }

    private void nopOf(int length) {
        reserve();
        switch (length) {
            case 1 -> put1(0x90);
            case 2 -> put2(0x9066);
            case 3 -> {
                put2(0x1f0f);
                put1(0);
            }
            case 4 -> put4(0x0040_1f0f);
            case 5 -> {
                put4(0x0044_1f0f);
                put1(0);
            }
            case 6 -> {
                put4(0x441f_0f66);
                put2(0);
            }
            case 7 -> {
                put4(0x0080_1f0f);
                put2(0);
                put1(0);
            }
            case 8 -> {
                put4(0x0084_1f0f);
                put4(0);
            }
            default -> {
                put1(0x66);
                put4(0x0084_1f0f);
                put4(0);
            }
        }
    }

    private boolean isShort(int label) {
        return isBound(label) && position() + 2 - positionOf(label) <= 128;
    }

    /** The prefix; RIP-relative displacements are counted from the end of the instruction, so it may be emitted apart. */
    private void lock() {
        reserve();
        put1(LOCK);
    }

    private void plain(int op) {
        emitO(op, false, 0);
    }
}
