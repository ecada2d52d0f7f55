package org.polyvisor.arm.oracle;

/**
 * Instructions to run and what they start from.
 *
 * @param code where the slot is that holds them; the first instruction stands one word further on
 * @param words the instructions
 * @param literals what stands in the slot behind the instructions and the branch that ends them
 * @param state registers at the start
 * @param arena where the memory is that they may access
 * @param memory what it holds at the start; empty if they access none
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier, never compared as a whole
record Sequence(long code, int[] words, int[] literals, long[] state, long arena, byte[] memory) {
    /** Bytes per slot. */
    static final int SLOT = 64;

    /** At most so many instructions. */
    static final int MOST = 8;

    /** Bytes of memory that a sequence may access. */
    static final int ARENA = 1024;

    long first() {
        return code + 4;
    }

    /** The address behind the last instruction. */
    long end() {
        return code + 4 + words.length * 4L;
    }

    /** The same start with other instructions. */
    Sequence with(int[] otherWords) {
        return new Sequence(code, otherWords, literals, state, arena, memory);
    }

    /** The same instructions from another start. */
    Sequence from(long[] otherState, byte[] otherMemory) {
        return new Sequence(code, words, literals, otherState, arena, otherMemory);
    }

    /** The words of the whole slot; {@code finish} is where the sequence goes when it is done. */
    int[] slot(long finish) {
        int[] slot = new int[SLOT / 4];
        slot[0] = 0xa940_0400; // ldp x0, x1, [x0]
        System.arraycopy(words, 0, slot, 1, words.length);
        int end = words.length + 1;
        slot[end] = 0x1400_0000 | (int) (finish - (code + end * 4L) >> 2) & 0x03ff_ffff;
        System.arraycopy(literals, end + 1, slot, end + 1, slot.length - end - 1);
        return slot;
    }
}
