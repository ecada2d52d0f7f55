package org.polyvisor.arm.mmu;

import org.polyvisor.host.Memory;

/**
 * Moves runs of bytes the way the memory copy and set instructions do (DDI 0487, FEAT_MOPS): a piece that is RAM and in
 * one page on both sides at once, as fast as the host can; devices a byte at a time. A piece that faults is not begun.
 */
public final class ByteRuns {
    private static final int PAGE = 4096;

    /** While somebody watches accesses, no piece reaches over a multiple of so many bytes. */
    private static final int WATCHED = 8;

    private final Mmu mmu;

    public ByteRuns(Mmu mmu) {
        this.mmu = mmu;
    }

    /**
     * Copies the first piece of {@code bytes} bytes, at least 1. Where the runs overlap, the piece gets what the source
     * held before.
     *
     * @param readUser whether the source is read with EL0's permissions
     * @param writeUser the same for the destination
     * @return how many bytes the piece has
     */
    public int copyFirst(long from, long to, long bytes, boolean readUser, boolean writeUser) {
        int n = (int) Math.min(bytes, Math.min(roomAbove(from), roomAbove(to)));
        return copy(from, to, n, 0, readUser, writeUser);
    }

    /** Copies the last piece of the {@code bytes} bytes, at least 1, that end before two addresses. */
    public int copyLast(long fromEnd, long toEnd, long bytes, boolean readUser, boolean writeUser) {
        int n = (int) Math.min(bytes, Math.min(roomBelow(fromEnd), roomBelow(toEnd)));
        return copy(fromEnd - n, toEnd - n, n, n - 1, readUser, writeUser);
    }

    /** Copies a piece that is in one page on both sides; of a device only the byte {@code one}. */
    private int copy(long from, long to, int n, int one, boolean readUser, boolean writeUser) {
        long source = mmu.hostForBytes(from, n, false, readUser);
        long target = mmu.hostForBytes(to, n, true, writeUser);
        if (source != 0 && target != 0) {
            Memory.copy(source, target, n);
            return n;
        }
        mmu.storeSlowly(to + one, 1, mmu.loadSlowly(from + one, 1, readUser), writeUser);
        return 1;
    }

    /** Fills the first piece of {@code bytes} bytes, at least 1; returns how many bytes it has. */
    public int fillFirst(long to, long bytes, byte value, boolean user) {
        int n = (int) Math.min(bytes, roomAbove(to));
        long target = mmu.hostForBytes(to, n, true, user);
        if (target != 0) {
            Memory.fill(target, n, value);
            return n;
        }
        mmu.storeSlowly(to, 1, value & 0xff, user);
        return 1;
    }

    private int roomAbove(long address) {
        int unit = mmu.isWatched() ? WATCHED : PAGE;
        return unit - ((int) address & unit - 1);
    }

    private int roomBelow(long end) {
        int unit = mmu.isWatched() ? WATCHED : PAGE;
        return ((int) end - 1 & unit - 1) + 1;
    }
}
