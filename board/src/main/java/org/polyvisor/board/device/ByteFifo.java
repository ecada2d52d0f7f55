package org.polyvisor.board.device;

/** A ring of 16-bit entries: a byte and its error flags. Guarded by its owner. */
final class ByteFifo {
    private final short[] entries;
    private int first;
    private int count;

    ByteFifo(int capacity) {
        entries = new short[capacity];
    }

    int count() {
        return count;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** The caller knows that there is room. */
    void add(int entry) {
        entries[(first + count) % entries.length] = (short) entry;
        count++;
    }

    /** The oldest entry, which stays. The caller knows that there is one. */
    int peek() {
        return entries[first] & 0xffff;
    }

    /** The caller knows that there is an entry. */
    int remove() {
        int entry = peek();
        first = (first + 1) % entries.length;
        count--;
        return entry;
    }
}
