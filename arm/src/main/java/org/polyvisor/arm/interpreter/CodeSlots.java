package org.polyvisor.arm.interpreter;

import java.lang.foreign.Arena;
import java.lang.invoke.VarHandle;
import org.polyvisor.arm.bus.PhysicalBus;
import org.polyvisor.arm.cpu.CodeStore;
import org.polyvisor.arm.interpreter.generated.LeafOps;
import org.polyvisor.arm.mmu.PageSlots;
import org.polyvisor.host.Memory;

/**
 * Predecoded code pages of a VM. Each physical page that was executed has one slot of eight bytes for each of its words
 * and a last slot that leads on to the next page.
 *
 * <p>vCPUs execute slots without any lock, and read the operation first, then the operands one by one. So operands are
 * written once, before the first operation that needs them, and never change while a vCPU may still use the page: an
 * instruction with another one's operands would not only be wrong but could reach memory that is not the guest's. What
 * changes is the operation:
 *
 * <pre>
 * undecoded -> an operation      the slot is filled
 * an operation -> forgotten      IC IVAU or IC IALLU, whoever executes the old one finishes it
 * forgotten -> an operation      it is filled again, and the word's operands are the same: for most, nothing had changed
 * all -> forgotten               they are not the same: the page is given up, and gets other slots
 * </pre>
 *
 * <p>A word changed in memory must be seen after IC IVAU and context synchronisation. Filling and forgetting exclude each
 * other, and the word is read while filling: so either it is the new one, or the slot is forgotten afterwards.
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
    private final PageSlots slots = new PageSlots();

    private final long[] chunks = new long[PAGE_LIMIT / PAGES_PER_CHUNK];
    private int used;

    /** Whether what there is is no longer found. */
    private volatile boolean recycling;

    private long epoch;

    /** {@code arena} must live as long as any vCPU that uses these pages. */
    public CodeSlots(Arena arena) {
        this.arena = arena;
    }

    @Override
    public long slotsOf(long physicalPage) {
        long known = slots.of(physicalPage);
        return known != 0 && !recycling ? known : allocate(physicalPage);
    }

    private synchronized long allocate(long physicalPage) {
        if (recycling) {
            return 0;
        }
        long known = slots.of(physicalPage);
        if (known != 0) {
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
        Memory.fill(first, SLOTS * SLOT_BYTES, (byte) 0);
        Memory.putLong(first + SLOTS * SLOT_BYTES, LeafOps.PAGE_END);
        used++;
        slots.put(physicalPage, first);
        return first;
    }

    /**
     * Fills a slot that has no operation. One that another vCPU has filled meanwhile stays as it is.
     *
     * @param physicalPage the page
     * @param first its first slot, as the vCPU knows it
     * @param host where the page is
     * @param offset the offset of the slot's word in the page
     * @return false if these are no longer the page's slots
     */
    synchronized boolean fill(long physicalPage, long first, long host, int offset) {
        if (slots.of(physicalPage) != first) {
            return false;
        }
        long ip = first + (offset >>> 2) * (long) SLOT_BYTES;
        long before = Memory.getLong(ip);
        if (!isWithoutOperation(before)) {
            return true;
        }
        // Who invalidates looks for the page's slots without this lock, after a fence of its own.
        VarHandle.fullFence();
        int next = offset == 0xffc ? 0 : Memory.getInt(host + offset + 4);
        long content = Predecoder.slot(Memory.getInt(host + offset), next, offset);
        if ((before & 255) == LeafOps.UNDECODED) {
            Memory.putLong(ip, content & ~255L);
        } else if ((before ^ content) >>> 8 != 0) {
            slots.remove(physicalPage);
            forget(first, 0, SLOTS, false);
            return false;
        }
        Memory.putByteRelease(ip, (byte) content);
        return true;
    }

    /** Whether a slot has to be filled before it can be executed. */
    static boolean isWithoutOperation(long slot) {
        int operation = (int) slot & 255;
        return operation == LeafOps.UNDECODED || operation == LeafOps.FORGOTTEN;
    }

    private static void forget(long first, long from, long to, boolean toBeFilled) {
        for (long ip = first + from * SLOT_BYTES; ip < first + to * SLOT_BYTES; ip += SLOT_BYTES) {
            if (!toBeFilled || (Memory.getLong(ip) & 255) != LeafOps.UNDECODED) {
                Memory.putByte(ip, (byte) LeafOps.FORGOTTEN);
            }
        }
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
        if (slots.of(physical) != 0) {
            invalidateKnown(physical, bytes);
        }
    }

    private synchronized void invalidateKnown(long physical, long bytes) {
        long first = slots.of(physical);
        if (first != 0) {
            long offset = (physical & PhysicalBus.PAGE_SIZE - 1) >>> 2;
            // The slot before may be a comparison together with the branch that is the first word.
            forget(first, Math.max(0, offset - 1), offset + (bytes >>> 2), true);
        }
    }

    @Override
    public synchronized void invalidateAll() {
        slots.forEach(first -> forget(first, 0, SLOTS, true));
    }
}
