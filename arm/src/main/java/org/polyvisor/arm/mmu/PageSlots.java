package org.polyvisor.arm.mmu;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.LongConsumer;

/**
 * Where the code of each physical page that has some is: a hash table with linear probing, asked by every vCPU whenever its
 * TLB does not know a code page, so that asking takes no lock and makes no garbage.
 *
 * <p>Memory ordering: those who change it exclude each other. They store an entry's address, then its page, both with
 * release; who asks loads them with acquire in the other order. A page stays in its entry for good, with the address 0 when
 * it has been taken out. Whoever asks while the table grows may be told 0 for a page that has just come.
 */
public final class PageSlots {
    private static final VarHandle ELEMENT = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int FIRST_ENTRIES = 256;
    private static final int PAGE_SHIFT = 12;

    /** Two words an entry: the page's number plus 1, 0 where the entry is free, and the address. */
    private volatile long[] table = new long[2 * FIRST_ENTRIES];

    private int taken;

    /** The address of a page's code; 0 if it has none. {@code physical} is any address in the page. Any thread. */
    public long of(long physical) {
        long[] present = table;
        long key = key(physical);
        int entry = entry(present, key);
        // A free entry may be another page's by now.
        return (long) ELEMENT.getAcquire(present, entry) == key ? (long) ELEMENT.getAcquire(present, entry + 1) : 0;
    }

    /** Sets the address, which is not 0. */
    public void put(long physical, long address) {
        long key = key(physical);
        long[] present = table;
        int entry = entry(present, key);
        boolean isNew = present[entry] == 0;
        if (isNew && ++taken * 4 > present.length) {
            present = larger(present);
            entry = entry(present, key);
        }
        ELEMENT.setRelease(present, entry + 1, address);
        if (isNew) {
            ELEMENT.setRelease(present, entry, key);
            table = present;
        }
    }

    /** The page has no code any more. */
    public void remove(long physical) {
        long[] present = table;
        ELEMENT.setRelease(present, entry(present, key(physical)) + 1, 0L);
    }

    /** No page has code any more. */
    public void clear() {
        table = new long[2 * FIRST_ENTRIES];
        taken = 0;
    }

    /** Tells the addresses of all pages that have code, in no order. */
    public void forEach(LongConsumer action) {
        long[] present = table;
        for (int entry = 0; entry < present.length; entry += 2) {
            long address = (long) ELEMENT.getAcquire(present, entry + 1);
            if (address != 0) {
                action.accept(address);
            }
        }
    }

    private static long key(long physical) {
        return (physical >>> PAGE_SHIFT) + 1;
    }

    /** The entry of a page, or the free one where it belongs. Half of the table is free at least. */
    private static int entry(long[] table, long key) {
        int mask = table.length - 2;
        int entry = (int) (key * 0x9e37_79b9_7f4a_7c15L >>> 40) << 1 & mask;
        long found = (long) ELEMENT.getAcquire(table, entry);
        while (found != 0 && found != key) {
            entry = entry + 2 & mask;
            found = (long) ELEMENT.getAcquire(table, entry);
        }
        return entry;
    }

    private static long[] larger(long[] from) {
        long[] to = new long[2 * from.length];
        for (int at = 0; at < from.length; at += 2) {
            if (from[at] != 0) {
                int entry = entry(to, from[at]);
                to[entry] = from[at];
                to[entry + 1] = from[at + 1];
            }
        }
        return to;
    }
}
