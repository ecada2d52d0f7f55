package org.polyvisor.arm.translator;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Jumps of blocks that wait for the block they lead to: by its slot, the addresses of their distances. */
final class WaitingLinks {
    private static final int NONE = -1;

    private final Map<Long, Integer> first = new HashMap<>();
    private long[] site = new long[1024];
    private int[] next = new int[1024];
    private int count;

    void add(long slot, long address) {
        if (count == site.length) {
            site = Arrays.copyOf(site, count * 2);
            next = Arrays.copyOf(next, count * 2);
        }
        site[count] = address;
        Integer before = first.put(slot, count);
        next[count] = before == null ? NONE : before;
        count++;
    }

    /** The first of those that wait for a slot, which then wait no longer; negative for none. */
    int take(long slot) {
        Integer found = first.remove(slot);
        return found == null ? NONE : found;
    }

    long address(int link) {
        return site[link];
    }

    /** The next of those that wait for the same; negative for none. */
    int next(int link) {
        return next[link];
    }

    void clear() {
        first.clear();
        count = 0;
    }
}
