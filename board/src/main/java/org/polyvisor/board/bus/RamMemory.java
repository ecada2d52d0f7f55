package org.polyvisor.board.bus;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.polyvisor.host.GuestRam;

/** {@link GuestMemory} over one contiguous RAM: the view that devices and loaders get. */
public final class RamMemory implements GuestMemory {
    private final long base;
    private final long bytes;
    private final MemorySegment ram;

    /** @param base the guest physical address of the first byte */
    public RamMemory(long base, GuestRam ram) {
        this.base = base;
        this.bytes = ram.bytes();
        this.ram = ram.segment();
    }

    /** The guest physical address of the first byte. */
    public long base() {
        return base;
    }

    /** How many bytes of RAM there are. */
    public long bytes() {
        return bytes;
    }

    @Override
    public boolean contains(long address, long length) {
        long offset = address - base;
        return length >= 0 && length <= bytes && offset >= 0 && offset <= bytes - length && address >= 0;
    }

    @Override
    public MemorySegment slice(long address, long length) {
        return ram.asSlice(offset(address, length), length);
    }

    @Override
    public byte getByte(long address) {
        return ram.get(ValueLayout.JAVA_BYTE, offset(address, 1));
    }

    @Override
    public short getShort(long address) {
        return ram.get(LittleEndian.SHORT, offset(address, 2));
    }

    @Override
    public int getInt(long address) {
        return ram.get(LittleEndian.INT, offset(address, 4));
    }

    @Override
    public long getLong(long address) {
        return ram.get(LittleEndian.LONG, offset(address, 8));
    }

    @Override
    public void putByte(long address, byte value) {
        ram.set(ValueLayout.JAVA_BYTE, offset(address, 1), value);
    }

    @Override
    public void putShort(long address, short value) {
        ram.set(LittleEndian.SHORT, offset(address, 2), value);
    }

    @Override
    public void putInt(long address, int value) {
        ram.set(LittleEndian.INT, offset(address, 4), value);
    }

    @Override
    public void putLong(long address, long value) {
        ram.set(LittleEndian.LONG, offset(address, 8), value);
    }

    private long offset(long address, long length) {
        if (!contains(address, length)) {
            throw new GuestMemoryException(address, length);
        }
        return address - base;
    }
}
