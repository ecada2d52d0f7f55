package org.polyvisor.virtio.queue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.polyvisor.board.bus.GuestMemory;
import org.polyvisor.board.bus.GuestMemoryException;

/**
 * The device's side of a live split virtqueue (virtio 1.2, 2.7). Used by one thread at a time.
 *
 * <p>The driver runs on other threads, so every access to a field that both sides use states its ordering: the ring's
 * entries are published by a release store of its index and found by an acquire load; and where each side writes one
 * field and then reads one of the other's to decide whether to notify, a full fence stands between.
 */
final class SplitRing {
    private static final int DESCRIPTOR_BYTES = 16;
    private static final int FLAG_NEXT = 1;
    private static final int FLAG_WRITE = 2;
    private static final int FLAG_INDIRECT = 4;
    private static final int NO_INTERRUPT = 1;
    private static final int NO_NOTIFY = 1;

    private static final ValueLayout.OfShort LE16 = ValueLayout.JAVA_SHORT.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle SHORT = LE16.varHandle();

    /** Indirect tables need not be aligned, and nothing orders accesses to descriptors but the ring's index. */
    private static final ValueLayout.OfShort DESCRIPTOR_16 =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final ValueLayout.OfInt DESCRIPTOR_32 =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong DESCRIPTOR_64 =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final GuestMemory memory;
    private final int size;
    private final MemorySegment descriptors;
    private final MemorySegment avail;
    private final MemorySegment used;
    private final boolean eventIndex;
    private final boolean indirect;

    /** Index of the next entry of the available ring to take, modulo 2^16. */
    private int nextAvail;

    /** Index of the next entry of the used ring to fill, modulo 2^16. */
    private int nextUsed;

    /** What {@link #nextUsed} was when the driver's wish for an interrupt was last looked at. */
    private int usedAtLastLook;

    /**
     * A ring at its start.
     *
     * @param size number of entries, a power of two
     * @throws GuestMemoryException if a part is not in RAM
     */
    SplitRing(
            GuestMemory memory,
            int size,
            long descriptorArea,
            long driverArea,
            long deviceArea,
            boolean eventIndex,
            boolean indirect) {
        this.memory = memory;
        this.size = size;
        this.descriptors = memory.slice(descriptorArea, (long) DESCRIPTOR_BYTES * size);
        this.avail = memory.slice(driverArea, 6 + 2L * size);
        this.used = memory.slice(deviceArea, 6 + 8L * size);
        this.eventIndex = eventIndex;
        this.indirect = indirect;
    }

    /** Whether the driver has made a chain available that was not taken yet. */
    boolean hasAvailable() {
        return availIndex() != nextAvail;
    }

    private int availIndex() {
        return (short) SHORT.getAcquire(avail, 2L) & 0xffff;
    }

    /** Takes the next available chain; false if there is none. */
    boolean take(Chain chain) throws MalformedChainException {
        int waiting = availIndex() - nextAvail & 0xffff;
        if (waiting == 0) {
            return false;
        }
        if (waiting > size) {
            throw new MalformedChainException("more chains available than the ring has entries");
        }
        int head = avail.get(LE16, 4 + 2L * (nextAvail & size - 1)) & 0xffff;
        chain.clear(head);
        walk(head, chain);
        nextAvail = nextAvail + 1 & 0xffff;
        return true;
    }

    private void walk(int head, Chain chain) throws MalformedChainException {
        MemorySegment table = descriptors;
        long entries = size;
        boolean nested = false;
        int index = head;
        long walked = 0;
        while (true) {
            if (index >= entries) {
                throw new MalformedChainException("descriptor index beyond its table");
            }
            if (walked++ == entries) {
                throw new MalformedChainException("descriptors chained in a loop");
            }
            long at = (long) DESCRIPTOR_BYTES * index;
            long address = table.get(DESCRIPTOR_64, at);
            long length = table.get(DESCRIPTOR_32, at + 8) & 0xffff_ffffL;
            int flags = table.get(DESCRIPTOR_16, at + 12);
            int next = table.get(DESCRIPTOR_16, at + 14) & 0xffff;
            if ((flags & FLAG_INDIRECT) != 0) {
                if (nested || !indirect || (flags & FLAG_NEXT) != 0) {
                    throw new MalformedChainException("indirect descriptor where none may be");
                }
                table = indirectTable(address, length);
                entries = length / DESCRIPTOR_BYTES;
                nested = true;
                index = 0;
                walked = 0;
                continue;
            }
            chain.add(memory, address, length, (flags & FLAG_WRITE) != 0);
            if ((flags & FLAG_NEXT) == 0) {
                return;
            }
            index = next;
        }
    }

    private MemorySegment indirectTable(long address, long length) throws MalformedChainException {
        if (length == 0 || length % DESCRIPTOR_BYTES != 0) {
            throw new MalformedChainException("indirect table of no whole number of descriptors");
        }
        try {
            return memory.slice(address, length);
        } catch (GuestMemoryException e) {
            throw new MalformedChainException("indirect table outside of RAM");
        }
    }

    /**
     * Gives a chain back.
     *
     * @param written how many bytes the device has written, counted without gap from the first writable one
     */
    void giveBack(int head, long written) {
        long at = 4 + 8L * (nextUsed & size - 1);
        used.set(DESCRIPTOR_32, at, head);
        used.set(DESCRIPTOR_32, at + 4, (int) Math.min(written, 0xffff_ffffL));
        nextUsed = nextUsed + 1 & 0xffff;
        SHORT.setRelease(used, 2L, (short) nextUsed);
    }

    /** Whether the driver wants an interrupt for what was given back since the last call (2.7.7). */
    boolean wantsInterrupt() {
        VarHandle.fullFence();
        if (!eventIndex) {
            return ((short) SHORT.getOpaque(avail, 0L) & NO_INTERRUPT) == 0;
        }
        int event = (short) SHORT.getOpaque(avail, 4 + 2L * size) & 0xffff;
        int before = usedAtLastLook;
        usedAtLastLook = nextUsed;
        // The entry with index "event" is among those from "before" up to, but without, "nextUsed".
        return (event - before & 0xffff) < (nextUsed - before & 0xffff);
    }

    /** Advises the driver that it need not notify, since the device is looking anyway (2.7.10). */
    void suppressNotifications() {
        if (!eventIndex) {
            SHORT.setOpaque(used, 0L, (short) NO_NOTIFY);
        }
        // With the event index, the event that the driver has passed already stays behind: that is enough.
    }

    /**
     * Asks the driver to notify of the next available chain.
     *
     * @return whether one became available in the meantime, perhaps without a notification
     */
    boolean requestNotifications() {
        if (eventIndex) {
            SHORT.setOpaque(used, 4 + 8L * size, (short) nextAvail);
        } else {
            SHORT.setOpaque(used, 0L, (short) 0);
        }
        VarHandle.fullFence();
        return hasAvailable();
    }
}
