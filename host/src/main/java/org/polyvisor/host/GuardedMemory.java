package org.polyvisor.host;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Memory for what generated code reads and writes of a vCPU: zeroed pages of their own between two guard regions that
 * nobody can touch. An access beyond them faults instead of reaching what the process has next to them.
 */
public final class GuardedMemory {
    /** What is allocated begins at a page, and takes whole ones. */
    public static final long PAGE = 4096;

    /**
     * How far the guard reaches on each side. What selects a register has 8 bits, and the widest register has 16 bytes:
     * 64 KiB hold any wrong one many times over, and cost address space only.
     */
    public static final long GUARD = 64 << 10;

    private GuardedMemory() {}

    /**
     * Maps memory that lives as long as {@code arena}.
     *
     * @param bytes positive; rounded up to whole pages
     * @return the address of the first byte, a multiple of {@link #PAGE}
     * @throws OutOfMemoryError if the host has no such address space
     */
    public static long allocate(Arena arena, long bytes) {
        if (bytes <= 0 || bytes > GuestRam.MAX_BYTES) {
            throw new IllegalArgumentException(bytes + " bytes");
        }
        long usable = bytes + PAGE - 1 & -PAGE;
        long mapped = usable + 2 * GUARD;
        long start = check("mmap", usable, Mmap.reserve(mapped));
        long first = start + GUARD;
        try {
            check("mprotect", usable, Mmap.protect(first, usable, Mmap.PROT_READ_WRITE));
            // A host kernel without huge pages refuses the advice, and needs none.
            Mmap.advise(first, usable, Mmap.MADV_NOHUGEPAGE);
            return MemorySegment.ofAddress(first)
                    .reinterpret(usable, arena, _ -> Mmap.unmap(start, mapped))
                    .address();
        } catch (Error | RuntimeException e) {
            Mmap.unmap(start, mapped);
            throw e;
        }
    }

    private static long check(String call, long bytes, long result) {
        if (result < 0) {
            throw new OutOfMemoryError("the host has no address space for %d KiB of a vCPU's state (%s: errno %d)"
                    .formatted(bytes >> 10, call, -result));
        }
        return result;
    }
}
