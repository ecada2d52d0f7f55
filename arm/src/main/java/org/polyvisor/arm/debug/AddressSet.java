package org.polyvisor.arm.debug;

import java.util.Arrays;

/** A few addresses, quick to look one up in. */
final class AddressSet {
    private long[] sorted = {};

    boolean contains(long address) {
        return sorted.length != 0 && Arrays.binarySearch(sorted, address) >= 0;
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
