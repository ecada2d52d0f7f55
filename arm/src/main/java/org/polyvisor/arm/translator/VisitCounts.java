package org.polyvisor.arm.translator;

import org.polyvisor.host.Memory;

/**
 * How often code was met without having been translated: a byte for each slot. vCPUs that meet the same code at once may
 * count once. Some code is to be translated when it is met first: that which a block relies on may be entered without the
 * flags, which only translated code allows for.
 */
final class VisitCounts {
    /** What the {@link #limit} can be at most. */
    static final int MAX = Byte.MAX_VALUE;

    /** {@link #limit} for users; docs/decisions/0019 tells why. */
    private static final int DEFAULT = 16;

    /** Has another limit; for phones and for tests. */
    private static final String PROPERTY = "polyvisor.translator.visits";

    private final long slots;
    private final long counts;
    private final int limit;

    /**
     * Counts in the memory at {@code counts} for the slots at {@code slots}.
     *
     * @param limit how often code is interpreted before it is translated
     */
    VisitCounts(long slots, long counts, int limit) {
        this.slots = slots;
        this.counts = counts;
        this.limit = Math.clamp(limit, 0, MAX);
    }

    /** How often code is interpreted before it is translated, unless the process is to have it otherwise. */
    static int usualLimit() {
        return Integer.getInteger(PROPERTY, DEFAULT);
    }

    /** Whether the code of a slot has been met too few times to be worth translating. Counts this time. */
    boolean isCold(long slot) {
        long count = count(slot);
        int met = Memory.getByte(count);
        if (met >= limit) {
            return false;
        }
        // Not a plain store: it could undo warm(), which must last.
        Memory.compareAndExchange(count, 1, met, met + 1L);
        return true;
    }

    /** The code of a slot is to be translated as soon as it is met. */
    void warm(long slot) {
        Memory.putByte(count(slot), (byte) MAX);
    }

    /** The code of a slot has never been met. */
    void clear(long slot) {
        Memory.putByte(count(slot), (byte) 0);
    }

    private long count(long slot) {
        return counts + (slot - slots) / TranslatedCode.SLOT_BYTES;
    }
}
