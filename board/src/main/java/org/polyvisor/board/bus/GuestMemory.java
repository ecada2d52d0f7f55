package org.polyvisor.board.bus;

import java.lang.foreign.MemorySegment;

/**
 * A VM's RAM as its devices see it, by guest physical address. Every access is checked; addresses come from the guest
 * and may be anything.
 */
public interface GuestMemory {
    /** Whether all of {@code [address, address + bytes)} is RAM. Never throws, whatever the arguments. */
    boolean contains(long address, long bytes);

    /**
     * The RAM at {@code [address, address + bytes)} as a bounded segment, for bulk transfers.
     *
     * @throws GuestMemoryException if any of it is not RAM
     */
    MemorySegment slice(long address, long bytes);

    byte getByte(long address);

    short getShort(long address);

    int getInt(long address);

    long getLong(long address);

    void putByte(long address, byte value);

    void putShort(long address, short value);

    void putInt(long address, int value);

    void putLong(long address, long value);
}
