package org.polyvisor.arm.lockstep;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import org.polyvisor.host.Memory;

/**
 * The pages that a block stores to: what they held before, and what they are to hold after it.
 *
 * <p>Other threads write to the guest's memory too. Only words that have changed are taken back, and words that changed
 * for another reason than the block get their values again afterwards.
 */
final class StoredPages {
    private static final long PAGE = 4096;
    private static final int WORD = 8;

    /** Words of a page in a report at most. */
    private static final int REPORTED = 8;

    private record Foreign(long address, long before, long value) {}

    private final Arena arena;
    private final List<Page> pages = new ArrayList<>();
    private final List<Foreign> foreign = new ArrayList<>();
    private int count;

    StoredPages(Arena arena) {
        this.arena = arena;
    }

    /** A page, and two copies of it. */
    private static final class Page {
        private final long before;
        private final long expected;
        private long host;

        Page(Arena arena) {
            before = Memory.allocate(arena, PAGE, PAGE);
            expected = Memory.allocate(arena, PAGE, PAGE);
        }
    }

    void begin() {
        count = 0;
    }

    /** The page at a host address is about to be stored to. */
    void add(long host) {
        for (int i = 0; i < count; i++) {
            if (pages.get(i).host == host) {
                return;
            }
        }
        if (count == pages.size()) {
            pages.add(new Page(arena));
        }
        Page page = pages.get(count++);
        page.host = host;
        Memory.segment(page.before, PAGE).copyFrom(Memory.segment(host, PAGE));
        // For pages that only the translator stores to.
        Memory.segment(page.expected, PAGE).copyFrom(Memory.segment(host, PAGE));
    }

    /** What the pages hold now is what they are to hold. */
    void expect() {
        for (int i = 0; i < count; i++) {
            Page page = pages.get(i);
            Memory.segment(page.expected, PAGE).copyFrom(Memory.segment(page.host, PAGE));
        }
    }

    /** Gives words that {@link #add} saw otherwise their old values. */
    void takeBack() {
        for (int i = 0; i < count; i++) {
            Page page = pages.get(i);
            for (long at = next(page.before, page.host, 0); at < PAGE; at = next(page.before, page.host, at + WORD)) {
                restore(page, at);
            }
        }
    }

    /** The same after a difference, whose cause may be another thread: its values are kept for {@link #commit}. */
    void takeBackAll() {
        for (int i = 0; i < count; i++) {
            Page page = pages.get(i);
            for (long at = next(page.before, page.host, 0); at < PAGE; at = next(page.before, page.host, at + WORD)) {
                long before = Memory.getLong(page.before + at);
                long now = Memory.getLong(page.host + at);
                if (Memory.getLong(page.expected + at) == before) {
                    foreign.add(new Foreign(page.host + at, before, now));
                }
                restore(page, at);
            }
        }
    }

    private static void restore(Page page, long at) {
        long now = Memory.getLong(page.host + at);
        Memory.compareAndExchange(page.host + at, WORD, now, Memory.getLong(page.before + at));
    }

    /** The block is done: what other threads wrote meanwhile is put back. */
    void commit() {
        for (Foreign write : foreign) {
            Memory.compareAndExchange(write.address, WORD, write.before, write.value);
        }
        foreign.clear();
    }

    /** Whether the pages hold what they are to hold. */
    boolean match() {
        for (int i = 0; i < count; i++) {
            if (next(pages.get(i).expected, pages.get(i).host, 0) < PAGE) {
                return false;
            }
        }
        return true;
    }

    void describeDifferences(StringBuilder text) {
        for (int i = 0; i < count; i++) {
            Page page = pages.get(i);
            int reported = 0;
            long at = next(page.expected, page.host, 0);
            while (at < PAGE && reported < REPORTED) {
                text.append("  memory, stored page %d, offset %03x: %016x %016x, before %016x\n"
                        .formatted(
                                i,
                                at,
                                Memory.getLong(page.expected + at),
                                Memory.getLong(page.host + at),
                                Memory.getLong(page.before + at)));
                reported++;
                at = next(page.expected, page.host, at + WORD);
            }
        }
    }

    /** Offset of the first word from {@code from} on that differs between two pages; {@link #PAGE} if none does. */
    private static long next(long one, long other, long from) {
        if (from >= PAGE) {
            return PAGE;
        }
        long mismatch = Memory.segment(one + from, PAGE - from).mismatch(Memory.segment(other + from, PAGE - from));
        return mismatch < 0 ? PAGE : from + mismatch & -WORD;
    }
}
