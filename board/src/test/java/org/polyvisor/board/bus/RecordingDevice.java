package org.polyvisor.board.bus;

import java.util.ArrayList;
import java.util.List;

/** A device that answers each read with its offset and notes every access as text. */
final class RecordingDevice implements MmioDevice {
    final List<String> accesses = new ArrayList<>();
    private final long size;
    private final int maxAccessSize;

    RecordingDevice(long size, int maxAccessSize) {
        this.size = size;
        this.maxAccessSize = maxAccessSize;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public int maxAccessSize() {
        return maxAccessSize;
    }

    @Override
    public long read(long offset, int accessSize) {
        accesses.add("read%d 0x%x".formatted(accessSize, offset));
        return offset;
    }

    @Override
    public void write(long offset, int accessSize, long value) {
        accesses.add("write%d 0x%x 0x%x".formatted(accessSize, offset, value));
    }
}
