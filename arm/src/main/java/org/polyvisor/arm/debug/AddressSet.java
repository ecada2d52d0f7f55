package org.polyvisor.arm.debug;

import java.util.Arrays;

/** A few addresses, quick to look one up in. */
final class AddressSet {
    private static final long PAGE_MASK = -4096L;

    private long[] sorted = {};

    boolean contains(long address) {
        return sorted.length != 0 && Arrays.binarySearch(sorted, address) >= 0;
    }

    /** Whether it contains an address in the same 4 KiB page. */
    boolean hasPageOf(long address) {
        int at = Arrays.binarySearch(sorted, address & PAGE_MASK);
        int next = at < 0 ? -at - 1 : at;
        return next < sorted.length && (sorted[next] & PAGE_MASK) == (address & PAGE_MASK);
    }

    int size() {
        return sorted.length;
    }

    void add(long address) {
        if (!contains(address)) {
            sorted = Arrays.copyOf(sorted, sorted.length + 1);
            sorted[sorted.length - 1] = address;
            Arrays.sort(sorted);
        }
    }

    void remove(long address) {
        sorted = Arrays.stream(sorted).filter(each -> each != address).toArray();
    }

    void clear() {
        sorted = new long[0];
    }
}
