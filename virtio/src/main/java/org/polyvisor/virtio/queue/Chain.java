package org.polyvisor.virtio.queue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.polyvisor.board.bus.GuestMemory;
import org.polyvisor.board.bus.GuestMemoryException;

/**
 * One descriptor chain: a request's device-readable buffers, then its device-writable ones, all checked to be RAM
 * (virtio 1.2, 2.7.4). The object is used again for the next chain. What the buffers hold may change at any moment
 * under the device: a device reads a field once.
 *
 * <p>How the driver cut a message into buffers means nothing, so positions count through all buffers of a kind.
 */
public final class Chain {
    /** 2.7.5: a chain describes at most this many bytes. */
    private static final long MAX_BYTES = 1L << 32;

    private final @Nullable MemorySegment[] buffers;
    private int head;
    private int count;
    private int readableCount;
    private long readableBytes;
    private long writableBytes;
    private long consumed;

    Chain(int maxBuffers) {
        buffers = new MemorySegment[maxBuffers];
    }

    void clear(int newHead) {
        Arrays.fill(buffers, 0, count, null);
        head = newHead;
        count = 0;
        readableCount = 0;
        readableBytes = 0;
        writableBytes = 0;
        consumed = 0;
    }

    void add(GuestMemory memory, long address, long bytes, boolean writable) throws MalformedChainException {
        if (count == buffers.length) {
            throw new MalformedChainException("chain of more descriptors than the queue's size");
        }
        if (bytes == 0) {
            throw new MalformedChainException("buffer of no bytes");
        }
        if (readableBytes + writableBytes + bytes > MAX_BYTES) {
            throw new MalformedChainException("chain of more than 4 GiB");
        }
        if (writable) {
            writableBytes += bytes;
        } else if (writableBytes != 0) {
            throw new MalformedChainException("readable buffer behind a writable one");
        } else {
            readableBytes += bytes;
            readableCount++;
        }
        try {
            buffers[count] = memory.slice(address, bytes);
            count++;
        } catch (GuestMemoryException e) {
            throw new MalformedChainException("buffer outside of RAM");
        }
    }

    /** The index by which the driver knows the chain. */
    int head() {
        return head;
    }

    /** How many buffers there are; the first {@link #readableCount} are device-readable, the others writable. */
    public int count() {
        return count;
    }

    public int readableCount() {
        return readableCount;
    }

    public long readableBytes() {
        return readableBytes;
    }

    public long writableBytes() {
        return writableBytes;
    }

    /** How far a handler that takes several turns at a chain has come; 0 at first. */
    public long consumed() {
        return consumed;
    }

    public void consume(long bytes) {
        consumed += bytes;
    }

    /** The RAM of buffer {@code index}, which is below {@link #count}. */
    public MemorySegment buffer(int index) {
        MemorySegment buffer = buffers[index];
        if (buffer == null || index >= count) {
            throw new IndexOutOfBoundsException(index);
        }
        return buffer;
    }

    /**
     * Copies from the device-readable bytes that start at {@code position}.
     *
     * @return how many bytes there were to copy, at most {@code length}
     */
    public int read(long position, byte[] to, int offset, int length) {
        return copy(0, readableCount, position, to, offset, length, false);
    }

    /**
     * Copies to the device-writable bytes that start at {@code position}.
     *
     * @return how many bytes there was room for, at most {@code length}
     */
    public int write(long position, byte[] from, int offset, int length) {
        return copy(readableCount, count, position, from, offset, length, true);
    }

    private int copy(int first, int end, long position, byte[] array, int offset, int length, boolean toGuest) {
        long skip = position;
        int done = 0;
        for (int i = first; i < end && done < length; i++) {
            MemorySegment buffer = buffer(i);
            long size = buffer.byteSize();
            if (skip >= size) {
                skip -= size;
                continue;
            }
            int part = (int) Math.min(size - skip, length - done);
            if (toGuest) {
                MemorySegment.copy(array, offset + done, buffer, ValueLayout.JAVA_BYTE, skip, part);
            } else {
                MemorySegment.copy(buffer, ValueLayout.JAVA_BYTE, skip, array, offset + done, part);
            }
            skip = 0;
            done += part;
        }
        return done;
    }

    /** Writes the last device-writable byte, where several device types have their status. There must be one. */
    public void writeLastByte(int value) {
        MemorySegment last = buffer(count - 1);
        last.set(ValueLayout.JAVA_BYTE, last.byteSize() - 1, (byte) value);
    }
}
