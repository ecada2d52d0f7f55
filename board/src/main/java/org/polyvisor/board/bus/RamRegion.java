package org.polyvisor.board.bus;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.polyvisor.host.GuestRam;

/** RAM or ROM as the bus sees it. Reads and writes by the bus are the slow way; processors use the host address. */
record RamRegion(GuestRam ram, boolean writable) {
    long read(long offset, int size) {
        MemorySegment memory = ram.segment();
        return switch (size) {
            case 1 -> memory.get(ValueLayout.JAVA_BYTE, offset) & 0xffL;
            case 2 -> memory.get(LittleEndian.SHORT, offset) & 0xffffL;
            case 4 -> memory.get(LittleEndian.INT, offset) & 0xffff_ffffL;
            default -> memory.get(LittleEndian.LONG, offset);
        };
    }

    /** Writes, or does nothing if the region is read-only. */
    void write(long offset, int size, long value) {
        if (!writable) {
            return;
        }
        MemorySegment memory = ram.segment();
        switch (size) {
            case 1 -> memory.set(ValueLayout.JAVA_BYTE, offset, (byte) value);
            case 2 -> memory.set(LittleEndian.SHORT, offset, (short) value);
            case 4 -> memory.set(LittleEndian.INT, offset, (int) value);
            default -> memory.set(LittleEndian.LONG, offset, value);
        }
    }
}
