package org.polyvisor.gdb.machine;

import java.lang.foreign.Arena;
import java.util.concurrent.atomic.AtomicInteger;
import org.polyvisor.arm.bus.PhysicalBus;
import org.polyvisor.host.Memory;

/** RAM, its last page read-only, and a device everywhere else that counts how often it is touched. */
public final class TestBus implements PhysicalBus {
    public static final long RAM = 0x4000_0000L;
    public static final long BYTES = 1 << 20;
    public static final long DEVICE = 0x0900_0000L;
    public static final long READ_ONLY = RAM + BYTES - PAGE_SIZE;

    private final long host;
    private final AtomicInteger deviceAccesses = new AtomicInteger();

    TestBus(Arena arena) {
        host = Memory.allocate(arena, BYTES, PAGE_SIZE);
    }

    public int deviceAccesses() {
        return deviceAccesses.get();
    }

    public void putInt(long address, int value) {
        Memory.putInt(host + address - RAM, value);
    }

    public int getInt(long address) {
        return Memory.getInt(host + address - RAM);
    }

    public void putLong(long address, long value) {
        Memory.putLong(host + address - RAM, value);
    }

    public long getLong(long address) {
        return Memory.getLong(host + address - RAM);
    }

    @Override
    public long ramPage(long page) {
        return page >= RAM && page < RAM + BYTES ? host + page - RAM : 0;
    }

    @Override
    public boolean isWritable(long page) {
        return page < READ_ONLY;
    }

    @Override
    public long read(long address, int size) {
        return deviceAccesses.incrementAndGet();
    }

    @Override
    public void write(long address, int size, long value) {
        deviceAccesses.incrementAndGet();
    }
}
