package org.polyvisor.arm.translator;

import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** By page of code: the instructions that its blocks rely on without containing them. */
final class Reliance {
    private final long slots;
    private final long pageBytes;
    private final VisitCounts visits;

    /** In the order of the pages' slots. */
    private @Nullable BitSet[] pages = new BitSet[64];

    /**
     * Nothing is relied on.
     *
     * @param slots where the first page's slots are; the next ones' follow
     * @param pageBytes so many bytes behind
     * @param visits of the slots
     */
    Reliance(long slots, long pageBytes, VisitCounts visits) {
        this.slots = slots;
        this.pageBytes = pageBytes;
        this.visits = visits;
    }

    /** A block of the page whose slots begin at {@code first} relies on these of its instructions. */
    void add(long first, BitSet instructions) {
        int page = number(first);
        if (page >= pages.length) {
            pages = Arrays.copyOf(pages, Math.max(page + 1, 2 * pages.length));
        }
        BitSet present = pages[page];
        if (present == null) {
            present = new BitSet();
            pages[page] = present;
        }
        present.or(instructions);
        for (int i = instructions.nextSetBit(0); i >= 0; i = instructions.nextSetBit(i + 1)) {
            visits.warm(first + (long) i * TranslatedCode.SLOT_BYTES);
        }
    }

    /** Whether one of the instructions is relied on. */
    boolean includes(long first, int from, int to) {
        BitSet instructions = of(first);
        int next = instructions == null ? -1 : instructions.nextSetBit(from);
        return next >= 0 && next < to;
    }

    /** New code is cold, save where a vCPU may be on its way to it from a block that relied on what was there. */
    void forgetVisits(long first, int from, int to) {
        BitSet instructions = of(first);
        for (int i = from; i < to; i++) {
            if (instructions == null || !instructions.get(i)) {
                visits.clear(first + (long) i * TranslatedCode.SLOT_BYTES);
            }
        }
    }

    /** Nothing of the page is relied on any more. */
    void forget(long first) {
        int page = number(first);
        if (page < pages.length) {
            pages[page] = null;
        }
    }

    /** Nothing of any page is relied on any more. */
    void clear() {
        Arrays.fill(pages, null);
    }

    private @Nullable BitSet of(long first) {
        int page = number(first);
        return page < pages.length ? pages[page] : null;
    }

    private int number(long first) {
        return (int) ((first - slots) / pageBytes);
    }
}
