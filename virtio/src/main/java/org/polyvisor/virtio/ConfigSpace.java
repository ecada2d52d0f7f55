package org.polyvisor.virtio;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A device's configuration space as little-endian bytes, readable in any size at any offset. Not thread-safe. */
public final class ConfigSpace {
    private final ByteBuffer bytes;

    /** All zeroes at first. */
    public ConfigSpace(int size) {
        bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    public ConfigSpace put8(int offset, int value) {
        bytes.put(offset, (byte) value);
        return this;
    }

    public ConfigSpace put16(int offset, int value) {
        bytes.putShort(offset, (short) value);
        return this;
    }

    public ConfigSpace put32(int offset, int value) {
        bytes.putInt(offset, value);
        return this;
    }

    public ConfigSpace put64(int offset, long value) {
        bytes.putLong(offset, value);
        return this;
    }

    /** Reads {@code size} bytes, zero-extended; bytes beyond the end are 0. */
    public long read(int offset, int size) {
        long value = 0;
        for (int i = 0; i < size && offset + i < bytes.capacity(); i++) {
            value |= (bytes.get(offset + i) & 0xffL) << 8 * i;
        }
        return value;
    }
}
