package org.polyvisor.arm.oracle;

/**
 * How a load or store makes its address, from its encoding (DDI 0487, C4.1.94).
 *
 * @param index the index register, or -1
 * @param extend option field of the index
 * @param shift by how much the index is shifted
 * @param offset what is added to the base
 * @param alignment what the address must be a multiple of
 * @param bytes at most so many are accessed
 * @param literal whether the base is the program counter
 * @param writesBack whether the base is changed
 */
record MemoryShape(
        int index,
        int extend,
        int shift,
        long offset,
        int alignment,
        int bytes,
        boolean literal,
        boolean writesBack,
        boolean exclusive) {

    static MemoryShape of(int word) {
        int size = word >>> 30;
        boolean vector = (word & 1 << 26) != 0;
        if ((word & 0x3b00_0000) == 0x1800_0000) {
            return new MemoryShape(-1, 0, 0, (word << 8 >> 13) * 4L, 1, 16, true, false, false);
        }
        if ((word & 0x3f00_0000) == 0x0800_0000) {
            return exclusive(word);
        }
        if ((word & 0x3a00_0000) == 0x2800_0000) {
            int scale = vector ? 2 + size : size == 2 ? 3 : 2;
            return fixed((word >>> 23 & 3) == 1 ? 0 : (long) (word << 10 >> 25) << scale, (word & 1 << 23) != 0);
        }
        if ((word & 0x3b00_0000) == 0x3900_0000) {
            int scale = vector && (word & 1 << 23) != 0 ? 4 : size;
            return fixed((long) (word >>> 10 & 0xfff) << scale, false);
        }
        if ((word & 0x3b00_0000) == 0x3800_0000) {
            return singleRegister(word, size, vector);
        }
        // Advanced SIMD structures: always at the base itself.
        return fixed(0, (word & 1 << 23) != 0);
    }

    private static MemoryShape fixed(long offset, boolean writesBack) {
        return new MemoryShape(-1, 0, 0, offset, 1, 64, false, writesBack, false);
    }

    private static MemoryShape aligned(int bytes, boolean exclusive) {
        return new MemoryShape(-1, 0, 0, 0, bytes, bytes, false, false, exclusive);
    }

    private static MemoryShape exclusive(int word) {
        boolean pair = (word & 1 << 21) != 0 && (word & 1 << 23) == 0;
        boolean isExclusive = (word & 1 << 23) == 0 && (!pair || word < 0);
        int bytes = pair ? (word & 1 << 30) != 0 ? 16 : 8 : 1 << (word >>> 30);
        return aligned(bytes, isExclusive);
    }

    private static MemoryShape singleRegister(int word, int size, boolean vector) {
        int form = word >>> 10 & 3;
        if ((word & 1 << 21) == 0) {
            long offset = form == 1 ? 0 : word << 11 >> 23;
            return fixed(offset, (form & 1) != 0);
        }
        if (form == 0) {
            return aligned(1 << size, false);
        }
        int scale = vector && (word & 1 << 23) != 0 ? 4 : size;
        return new MemoryShape(
                word >>> 16 & 31, word >>> 13 & 7, (word & 1 << 12) != 0 ? scale : 0, 0, 1, 64, false, false, false);
    }

    /** What the index register adds to the address when it holds {@code value}. */
    long indexOffset(long value) {
        long extended = switch (extend) {
            case 2 -> value & 0xffff_ffffL;
            case 6 -> (int) value;
            default -> value;
        };
        return extended << shift;
    }
}
