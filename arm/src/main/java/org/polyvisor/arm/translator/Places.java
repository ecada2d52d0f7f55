package org.polyvisor.arm.translator;

/** A queue of places in guest code, which takes no more when it is full. */
final class Places {
    private static final int CAPACITY = 4096;

    /** Empty until there is a first place: most machines have none. */
    private long[] ring = {};

    private int first;
    private int count;

    boolean isEmpty() {
        return count == 0;
    }

    boolean isFull() {
        return count == CAPACITY;
    }

    int count() {
        return count;
    }

    void add(long place) {
        if (ring.length == 0) {
            ring = new long[CAPACITY];
        }
        if (!isFull()) {
            ring[first + count++ & CAPACITY - 1] = place;
        }
    }

    /** Takes the oldest; there must be one. */
    long take() {
        long place = ring[first];
        first = first + 1 & CAPACITY - 1;
        count--;
        return place;
    }

    void clear() {
        count = 0;
    }
}
