package org.polyvisor.arm.interpreter;

import java.lang.foreign.Arena;
import java.lang.invoke.VarHandle;
import java.util.concurrent.ConcurrentHashMap;
import org.polyvisor.arm.bus.PhysicalBus;
import org.polyvisor.arm.cpu.CodeStore;
import org.polyvisor.arm.interpreter.generated.LeafOps;
import org.polyvisor.host.Memory;

/**
 * Predecoded code pages of a VM. Each physical page that was executed has one slot of eight bytes for each of its words
 * and a last slot that leads on to the next page.
 *
 * <p>A word changed in memory must be seen after IC IVAU and context synchronisation. IC IVAU empties the slots here; a
 * vCPU that has read the old word by then and not yet filled its slot must not fill it afterwards. So {@link SlotFiller}
 * puts its claim into the slot before it reads the word, and the slot's content only in the place of its own claim:
 *
 * <pre>
 * filler:                              IC IVAU:
 *   slot := claim, if it is undecoded    (the guest has stored the new word)
 *   full fence                           full fence
 *   read the word                        find the page, slot := 0
 *   slot := content, if it has my claim
 * </pre>
 *
 * Either the claim comes before the 0 and is lost, or behind it, and then the word read is the new one. The same holds
 * for a page that IC IVAU does not find: it gets its first claim later, and the word is read after that.
 */
public final class CodeSlots implements CodeStore {
    /** Slots a page, without the last one. */
    static final int SLOTS = PhysicalBus.PAGE_SIZE / 4;

    static final int SLOT_BYTES = 8;
    private static final int PAGE_BYTES = (SLOTS + 1) * SLOT_BYTES;

    /** At most this many pages, 64 MiB of slots: then all are given back at once. */
    private static final int PAGE_LIMIT = 8192;

    private static final int PAGES_PER_CHUNK = 128;

    private final Arena arena;
    /** By page number: addresses of pages would all fall into a few of the map's bins. */
    private final ConcurrentHashMap<Long, Long> slots = new ConcurrentHashMap<>();

    private final long[] chunks = new long[PAGE_LIMIT / PAGES_PER_CHUNK];
    private int used;

    /** Whether what there is is no longer found. */
    private volatile boolean recycling;

    private long epoch;

    /** {@code arena} must live as long as any vCPU that uses these pages. */
    public CodeSlots(Arena arena) {
        this.arena = arena;
    }

    private static long number(long physical) {
        return physical / PhysicalBus.PAGE_SIZE;
    }

    @Override
    public long slotsOf(long physicalPage) {
        Long known = slots.get(number(physicalPage));
        return known != null && !recycling ? known : allocate(physicalPage);
    }

    private synchronized long allocate(long physicalPage) {
        if (recycling) {
            return 0;
        }
        Long known = slots.get(number(physicalPage));
        if (known != null) {
            return known;
        }
        if (used == PAGE_LIMIT) {
            return 0;
        }
        int chunk = used / PAGES_PER_CHUNK;
        if (chunks[chunk] == 0) {
            chunks[chunk] = Memory.allocate(arena, (long) PAGE_BYTES * PAGES_PER_CHUNK, 64);
        }
        long first = chunks[chunk] + (long) (used % PAGES_PER_CHUNK) * PAGE_BYTES;
        empty(first);
        Memory.putLong(first + SLOTS * SLOT_BYTES, LeafOps.PAGE_END);
        used++;
        slots.put(number(physicalPage), first);
        return first;
    }

    private static void empty(long first) {
        Memory.fill(first, SLOTS * SLOT_BYTES, (byte) 0);
    }

    @Override
    public synchronized long beginRecycling() {
        if (used < PAGE_LIMIT) {
            return -1;
        }
        // Other vCPUs execute what there is until they hear of it, so it can still be invalidated.
        recycling = true;
        return epoch;
    }

    @Override
    public synchronized void finishRecycling(long ticket) {
        if (ticket == epoch) {
            slots.clear();
            used = 0;
            recycling = false;
            epoch++;
        }
    }

    @Override
    public void invalidate(long physical, long bytes) {
        VarHandle.fullFence();
        Long first = slots.get(number(physical));
        if (first != null) {
            long offset = (physical & PhysicalBus.PAGE_SIZE - 1) >>> 2;
            long from = Math.max(0, offset - 1);
            Memory.fill(first + from * SLOT_BYTES, (offset - from + (bytes >>> 2)) * SLOT_BYTES, (byte) 0);
        }
    }

    @Override
    public void invalidateAll() {
        VarHandle.fullFence();
        slots.values().forEach(CodeSlots::empty);
    }

    /** How many pages are predecoded. */
    public int pages() {
        return slots.size();
    }
}
