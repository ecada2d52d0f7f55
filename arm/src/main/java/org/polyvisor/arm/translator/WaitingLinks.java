package org.polyvisor.arm.translator;

import java.util.Arrays;

/**
 * Jumps of blocks that wait for the block they lead to: by its slot, the addresses of their distances. There are as many
 * as blocks, so they are in plain arrays: a hash table of slots with linear probing, and chains.
 */
final class WaitingLinks {
    private static final int NONE = -1;
    private static final int FIRST_SIZE = 1 << 12;

    /** Slots, 0 where there is none; an entry stays when nobody waits for it any more. */
    private long[] slots = new long[FIRST_SIZE];

    private int[] first = new int[FIRST_SIZE];
    private int entries;
    private long[] address = new long[FIRST_SIZE];
    private int[] next = new int[FIRST_SIZE];
    private int count;

    /** Adds a distance, at an address, that leads through a slot. */
    void add(long slot, long distance) {
        if (count == address.length) {
            address = Arrays.copyOf(address, count * 2);
            next = Arrays.copyOf(next, count * 2);
        }
        int entry = entry(slot);
        address[count] = distance;
        next[count] = first[entry];
        first[entry] = count;
        count++;
    }

    /** The first of those that wait for a slot, which then wait no longer; negative for none. */
    int take(long slot) {
        int entry = entry(slot);
        int found = first[entry];
        first[entry] = NONE;
        return found;
    }

    long address(int link) {
        return address[link];
    }

    /** The next of those that wait for the same; negative for none. */
    int next(int link) {
        return next[link];
    }

    void clear() {
        Arrays.fill(slots, 0);
        entries = 0;
        count = 0;
    }

    private int entry(long slot) {
        int entry = find(slots, slot);
        if (slots[entry] == 0) {
            if (entries * 2 == slots.length) {
                grow();
                entry = find(slots, slot);
            }
            slots[entry] = slot;
            first[entry] = NONE;
            entries++;
        }
        return entry;
    }

    private void grow() {
        long[] larger = new long[slots.length * 2];
        int[] largerFirst = new int[larger.length];
        for (int i = 0; i < slots.length; i++) {
            if (slots[i] != 0) {
                int entry = find(larger, slots[i]);
                larger[entry] = slots[i];
                largerFirst[entry] = first[i];
            }
        }
        slots = larger;
        first = largerFirst;
    }

    private static int find(long[] slots, long slot) {
        int mask = slots.length - 1;
        int entry = (int) (slot * 0x9e37_79b9_7f4a_7c15L >>> 40) & mask;
        while (slots[entry] != 0 && slots[entry] != slot) {
            entry = entry + 1 & mask;
        }
        return entry;
    }
}
