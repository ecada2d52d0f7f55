package org.polyvisor.codegen.x86;

import java.util.Arrays;

/** The 16-byte constants that vector code reads; they stand in front of all blocks, within reach of each. */
final class ConstantPool {
    private static final int BYTES = 16;

    private final Assembler asm;
    private long[] words = new long[128];
    private int count;
    private long origin;

    ConstantPool(Assembler asm) {
        this.asm = asm;
    }

    /** The number of a constant of two halves; all are to be asked for before {@link #emit}. */
    int add(long low, long high) {
        for (int i = 0; i < count; i++) {
            if (words[2 * i] == low && words[2 * i + 1] == high) {
                return i;
            }
        }
        return append(low, high);
    }

    private int append(long low, long high) {
        if (words.length == 2 * count) {
            words = Arrays.copyOf(words, 4 * count);
        }
        words[2 * count] = low;
        words[2 * count + 1] = high;
        return count++;
    }

    /** The number of the first of some constants that follow on each other: an even number of halves, lowest first. */
    int addTable(long... halves) {
        int first = count;
        for (int i = 0; i < halves.length; i += 2) {
            append(halves[i], halves[i + 1]);
        }
        return first;
    }

    /** A constant that repeats 64 bits. */
    int add(long both) {
        return add(both, both);
    }

    /** A constant of bytes, lowest first. */
    int ofBytes(int... bytes) {
        long low = 0;
        long high = 0;
        for (int i = 0; i < 8; i++) {
            low |= (bytes[i] & 255L) << 8 * i;
            high |= (bytes[i + 8] & 255L) << 8 * i;
        }
        return add(low, high);
    }

    void emit() {
        asm.align(BYTES);
        origin = asm.address();
        for (int i = 0; i < 2 * count; i++) {
            asm.reserve();
            asm.put8(words[i]);
        }
    }

    /** A constant as an operand in memory, which is aligned. */
    long at(int constant) {
        return at(constant, 0);
    }

    /** What is so many bytes into a constant. */
    long at(int constant, int offset) {
        return Mem.absolute(origin + (long) constant * BYTES + offset);
    }
}
