package org.polyvisor.arm.mmu;

import java.util.concurrent.atomic.AtomicLongArray;

/** A bit for each address space, which any thread may set and which its owner reads and clears. */
class Notes {
    private static final int ASIDS = 1 << 16;

    private final AtomicLongArray words = new AtomicLongArray(ASIDS / 64);

    boolean isSet(int asid) {
        return (words.get(asid >>> 6) & 1L << asid) != 0;
    }

    void set(int asid) {
        words.getAndAccumulate(asid >>> 6, 1L << asid, (a, b) -> a | b);
    }

    void clear(int asid) {
        words.getAndAccumulate(asid >>> 6, ~(1L << asid), (a, b) -> a & b);
    }
}
