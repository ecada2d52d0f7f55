package org.polyvisor.arm.mmu;

import org.polyvisor.host.Memory;

/**
 * Accesses that begin in one page and end in the next, which may be elsewhere in memory. They are not single-copy atomic, so
 * their bytes can go one by one (DDI 0487, B2.2.1).
 */
final class AcrossPages {
    private AcrossPages() {}

    /** How many bytes of such an access are in its first page. */
    private static int first(long va) {
        return 4096 - ((int) va & 4095);
    }

    /** Loads, zero-extended. */
    static long load(Mmu mmu, long va, int size, boolean user) {
        int first = first(va);
        long low = mmu.hostForBytes(va, first, false, user);
        long high = mmu.hostForBytes(va + first, size - first, false, user) - first;
        long value = 0;
        for (int i = 0; i < size; i++) {
            long host = i < first ? low : high;
            long part = isDevice(host) ? mmu.loadSlowly(va + i, 1, user) : Memory.getByte(host + i) & 0xffL;
            value |= part << (i << 3);
        }
        return value;
    }

    /** Stores; nothing if either page faults. */
    static void store(Mmu mmu, long va, int size, long value, boolean user) {
        int first = first(va);
        long low = mmu.hostForBytes(va, first, true, user);
        long high = mmu.hostForBytes(va + first, size - first, true, user) - first;
        for (int i = 0; i < size; i++) {
            long host = i < first ? low : high;
            if (isDevice(host)) {
                mmu.storeSlowly(va + i, 1, value >>> (i << 3), user);
            } else {
                Memory.putByte(host + i, (byte) (value >>> (i << 3)));
            }
        }
    }

    /** Whether bytes go to a device one by one; {@code host} is relative to the access's first byte. */
    private static boolean isDevice(long host) {
        return host <= 0;
    }
}
