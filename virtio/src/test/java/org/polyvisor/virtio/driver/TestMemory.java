package org.polyvisor.virtio.driver;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import org.polyvisor.board.bus.GuestMemory;
import org.polyvisor.board.bus.GuestMemoryException;

/** A guest's RAM of a few MiB. */
public final class TestMemory implements GuestMemory {
    public static final long BASE = 0x4000_0000L;

    private static final VarHandle SHORT = ValueLayout.JAVA_SHORT.varHandle();

    private final MemorySegment ram;
    private long nextFree;

    public TestMemory(long bytes) {
        ram = Arena.ofAuto().allocate(bytes, 4096);
    }

    /** The address of {@code bytes} fresh, zeroed bytes. */
    public long allocate(long bytes, long alignment) {
        nextFree = (nextFree + alignment - 1) & -alignment;
        long address = BASE + nextFree;
        nextFree += bytes;
        if (nextFree > ram.byteSize()) {
            throw new IllegalStateException("the test needs more memory");
        }
        return address;
    }

    public long end() {
        return BASE + ram.byteSize();
    }

    @Override
    public boolean contains(long address, long bytes) {
        return address >= BASE && bytes >= 0 && bytes <= ram.byteSize() && address - BASE <= ram.byteSize() - bytes;
    }

    @Override
    public MemorySegment slice(long address, long bytes) {
        if (!contains(address, bytes)) {
            throw new GuestMemoryException(address, bytes);
        }
        return ram.asSlice(address - BASE, bytes);
    }

    public byte[] bytes(long address, int length) {
        return slice(address, length).toArray(ValueLayout.JAVA_BYTE);
    }

    public void putBytes(long address, byte[] bytes) {
        slice(address, bytes.length).copyFrom(MemorySegment.ofArray(bytes));
    }

    public int getShortAcquire(long address) {
        return (short) SHORT.getAcquire(slice(address, 2), 0L) & 0xffff;
    }

    public void putShortRelease(long address, int value) {
        SHORT.setRelease(slice(address, 2), 0L, (short) value);
    }

    @Override
    public byte getByte(long address) {
        return slice(address, 1).get(ValueLayout.JAVA_BYTE, 0);
    }

    @Override
    public short getShort(long address) {
        return slice(address, 2).get(ValueLayout.JAVA_SHORT_UNALIGNED, 0);
    }

    @Override
    public int getInt(long address) {
        return slice(address, 4).get(ValueLayout.JAVA_INT_UNALIGNED, 0);
    }

    @Override
    public long getLong(long address) {
        return slice(address, 8).get(ValueLayout.JAVA_LONG_UNALIGNED, 0);
    }

    @Override
    public void putByte(long address, byte value) {
        slice(address, 1).set(ValueLayout.JAVA_BYTE, 0, value);
    }

    @Override
    public void putShort(long address, short value) {
        slice(address, 2).set(ValueLayout.JAVA_SHORT_UNALIGNED, 0, value);
    }

    @Override
    public void putInt(long address, int value) {
        slice(address, 4).set(ValueLayout.JAVA_INT_UNALIGNED, 0, value);
    }

    @Override
    public void putLong(long address, long value) {
        slice(address, 8).set(ValueLayout.JAVA_LONG_UNALIGNED, 0, value);
    }
}
