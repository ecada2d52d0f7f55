package org.polyvisor.board.bus;

import java.util.Arrays;

/** Which thing lives at which address: disjoint ranges, looked up by binary search; immutable, so read without locks. */
final class AddressMap<T> {
    private final long[] starts;
    private final long[] ends;
    private final Object[] values;

    AddressMap() {
        this(new long[0], new long[0], new Object[0]);
    }

    private AddressMap(long[] starts, long[] ends, Object[] values) {
        this.starts = starts;
        this.ends = ends;
        this.values = values;
    }

    /**
     * A map with one more range, {@code [start, start + bytes)}.
     *
     * @throws IllegalArgumentException if the range is empty, wraps round, or overlaps another
     */
    AddressMap<T> with(long start, long bytes, T value) {
        checkFree(start, bytes);
        int at = insertionPoint(start);
        return new AddressMap<>(insert(starts, at, start), insert(ends, at, start + bytes), insert(values, at, value));
    }

    /** @throws IllegalArgumentException if the range is empty, wraps round, or overlaps another */
    void checkFree(long start, long bytes) {
        if (start < 0 || bytes <= 0 || start + bytes < 0) {
            throw new IllegalArgumentException("no address range: 0x%x + 0x%x".formatted(start, bytes));
        }
        int at = insertionPoint(start);
        if (at > 0 && ends[at - 1] > start || at < starts.length && starts[at] < start + bytes) {
            throw new IllegalArgumentException("something else lives in 0x%x + 0x%x".formatted(start, bytes));
        }
    }

    /** The index of the range that holds all of {@code [address, address + bytes)}, or -1. {@code bytes} is positive. */
    int find(long address, long bytes) {
        int index = insertionPoint(address) - 1;
        return index >= 0 && address >= 0 && bytes <= ends[index] - address ? index : -1;
    }

    @SuppressWarnings("unchecked") // only with() puts values in
    T value(int index) {
        return (T) values[index];
    }

    long start(int index) {
        return starts[index];
    }

    /** The index of the first range that starts beyond {@code address}. */
    private int insertionPoint(long address) {
        int low = 0;
        int high = starts.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (starts[middle] <= address) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static long[] insert(long[] array, int at, long value) {
        long[] result = Arrays.copyOf(array, array.length + 1);
        System.arraycopy(array, at, result, at + 1, array.length - at);
        result[at] = value;
        return result;
    }

    private static Object[] insert(Object[] array, int at, Object value) {
        Object[] result = Arrays.copyOf(array, array.length + 1);
        System.arraycopy(array, at, result, at + 1, array.length - at);
        result[at] = value;
        return result;
    }
}
