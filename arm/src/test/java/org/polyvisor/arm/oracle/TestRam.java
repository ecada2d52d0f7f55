package org.polyvisor.arm.oracle;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.TreeMap;
import org.polyvisor.arm.bus.BusAbort;
import org.polyvisor.arm.bus.PhysicalBus;
import org.polyvisor.host.Memory;

/** A physical address space of some pieces of RAM and nothing else. */
class TestRam implements PhysicalBus {
    private record Piece(long start, long bytes, long host) {}

    private final Arena arena;
    private final TreeMap<Long, Piece> pieces = new TreeMap<>();

    TestRam(Arena arena) {
        this.arena = arena;
    }

    void add(long start, long bytes) {
        pieces.put(start, new Piece(start, bytes, Memory.allocate(arena, bytes, PAGE_SIZE)));
    }

    void put(long start, byte[] bytes) {
        MemorySegment.copy(bytes, 0, Memory.segment(host(start), bytes.length), ValueLayout.JAVA_BYTE, 0, bytes.length);
    }

    byte[] contents(long start, int bytes) {
        return Memory.segment(host(start), bytes).toArray(ValueLayout.JAVA_BYTE);
    }

    /** Where the RAM at a physical address is in this process. */
    long host(long address) {
        long page = ramPage(address & -PAGE_SIZE);
        if (page == 0) {
            throw new IllegalArgumentException("no RAM at 0x" + Long.toHexString(address));
        }
        return page + (address & PAGE_SIZE - 1);
    }

    @Override
    public long ramPage(long page) {
        var entry = pieces.floorEntry(page);
        if (entry == null || page - entry.getValue().start() >= entry.getValue().bytes()) {
            return 0;
        }
        return entry.getValue().host() + page - entry.getValue().start();
    }

    @Override
    public boolean isWritable(long page) {
        return true;
    }

    @Override
    public long read(long address, int size) throws BusAbort {
        throw BusAbort.instance();
    }

    @Override
    public void write(long address, int size, long value) throws BusAbort {
        throw BusAbort.instance();
    }
}
