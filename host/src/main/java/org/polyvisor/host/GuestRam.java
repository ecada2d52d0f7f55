package org.polyvisor.host;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A guest's RAM: zeroed anonymous memory of the process between two guard regions that nobody can touch.
 *
 * <p>Memory is neither reserved nor committed by the host until the guest touches it, page by page: huge pages are
 * advised against, so that what is resident is what was touched.
 *
 * <p>The owner closes it after every thread that uses {@link #address} has stopped. Accesses through {@link #segment}
 * fail with an {@link IllegalStateException} after the close; accesses by address are undefined then.
 */
public final class GuestRam implements AutoCloseable {
    /** Size and start are multiples of this: the large page of Arm's 4 KiB granule and of x86-64. */
    public static final long ALIGNMENT = 2L << 20;

    /**
     * How far the guard reaches on each side. The furthest that one A64 access reaches past a checked base address is
     * 65,520 + 16 bytes (unsigned 12-bit offset scaled by 16) and a cleared block is 2 KiB; 2 MiB hold any of them
     * many times over, keep the alignment and cost address space only.
     */
    public static final long GUARD = ALIGNMENT;

    /** What a 48-bit host address space surely holds beside everything else: 16 TiB. */
    public static final long MAX_BYTES = 16L << 40;

    private final Arena arena;
    private final MemorySegment segment;

    private GuestRam(Arena arena, MemorySegment segment) {
        this.arena = arena;
        this.segment = segment;
    }

    /**
     * Maps RAM.
     *
     * @param bytes a positive multiple of {@link #ALIGNMENT}, at most {@link #MAX_BYTES}
     * @throws OutOfMemoryError if the host has no such address space; the message says how much was asked for
     */
    @SuppressWarnings("MustBeClosedChecker") // the arena lives in the GuestRam, whose close() closes it
    public static GuestRam allocate(long bytes) {
        if (bytes <= 0 || bytes % ALIGNMENT != 0 || bytes > MAX_BYTES) {
            throw new IllegalArgumentException("RAM comes in multiples of 2 MiB up to 16 TiB, not " + bytes + " bytes");
        }
        long mapped = bytes + 2 * GUARD + ALIGNMENT;
        long start = Mmap.reserve(mapped);
        if (start < 0) {
            throw outOfMemory(bytes, "mmap", start);
        }
        long usable = (start + GUARD + ALIGNMENT - 1) & -ALIGNMENT;
        long error = Mmap.protect(usable, bytes, Mmap.PROT_READ_WRITE);
        if (error < 0) {
            Mmap.unmap(start, mapped);
            throw outOfMemory(bytes, "mprotect", error);
        }
        // A host kernel without huge pages refuses the advice, and needs none.
        Mmap.advise(usable, bytes, Mmap.MADV_NOHUGEPAGE);
        Arena arena = Arena.ofShared();
        MemorySegment segment =
                MemorySegment.ofAddress(usable).reinterpret(bytes, arena, ignored -> Mmap.unmap(start, mapped));
        return new GuestRam(arena, segment);
    }

    private static OutOfMemoryError outOfMemory(long bytes, String call, long error) {
        return new OutOfMemoryError("the host has no address space for %d MiB of guest RAM (%s: errno %d)"
                .formatted(bytes >> 20, call, -error));
    }

    /** The host address of the first byte; a multiple of {@link #ALIGNMENT}. */
    public long address() {
        return segment.address();
    }

    /** How many bytes of RAM there are. */
    public long bytes() {
        return segment.byteSize();
    }

    /** All of the RAM, checked: it can't be used out of bounds or after the close. */
    public MemorySegment segment() {
        return segment;
    }

    /** Whether {@link #close} has not happened yet. */
    public boolean isOpen() {
        return segment.scope().isAlive();
    }

    /** Gives the memory back to the host. Closing twice does nothing more. */
    @Override
    public synchronized void close() {
        if (isOpen()) {
            arena.close();
        }
    }
}
