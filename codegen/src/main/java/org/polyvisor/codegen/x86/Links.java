package org.polyvisor.codegen.x86;

import java.util.Arrays;

/** The jumps of a block to places of its page where no block begins yet. */
final class Links {
    private int[] offset = new int[64];
    private int[] target = new int[64];
    private int count;

    void begin() {
        count = 0;
    }

    /** Whether a distance of four bytes at a position is changed as a whole: no aligned word of eight ends inside. */
    static boolean canBeAt(int position) {
        return (position & 7) <= 4;
    }

    void add(int position, int pageOffset) {
        if (count == offset.length) {
            offset = Arrays.copyOf(offset, count * 2);
            target = Arrays.copyOf(target, count * 2);
        }
        offset[count] = position;
        target[count] = pageOffset;
        count++;
    }

    int count() {
        return count;
    }

    int offset(int i) {
        return offset[i];
    }

    int target(int i) {
        return target[i];
    }
}
