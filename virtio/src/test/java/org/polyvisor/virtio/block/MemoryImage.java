package org.polyvisor.virtio.block;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.polyvisor.storage.BlockImage;

/** An image in memory that notes what is done to it. */
final class MemoryImage implements BlockImage {
    final List<String> log = Collections.synchronizedList(new ArrayList<>());

    /** Whoever holds it holds up flushes. */
    final ReentrantLock gate = new ReentrantLock();

    volatile boolean failing;
    volatile boolean readOnly;
    private final AtomicInteger flushes = new AtomicInteger();
    private final byte[] content;

    MemoryImage(int bytes) {
        content = new byte[bytes];
    }

    byte[] bytes(int offset, int length) {
        return Arrays.copyOfRange(content, offset, offset + length);
    }

    int flushes() {
        return flushes.get();
    }

    private void check() throws IOException {
        if (failing) {
            throw new IOException("told to fail");
        }
    }

    @Override
    public long size() {
        return content.length;
    }

    @Override
    public boolean isReadOnly() {
        return readOnly;
    }

    @Override
    public void read(long offset, MemorySegment to) throws IOException {
        check();
        to.copyFrom(MemorySegment.ofArray(content).asSlice(offset, to.byteSize()));
    }

    @Override
    public void write(long offset, MemorySegment from) throws IOException {
        check();
        MemorySegment.ofArray(content).asSlice(offset, from.byteSize()).copyFrom(from);
    }

    @Override
    public void flush() throws IOException {
        check();
        gate.lock();
        try {
            flushes.incrementAndGet();
        } finally {
            gate.unlock();
        }
    }

    @Override
    public void discard(long offset, long bytes) {
        log.add("discard %d+%d".formatted(offset, bytes));
    }

    @Override
    public void writeZeroes(long offset, long bytes, boolean mayUnmap) {
        log.add("zero %d+%d unmap %b".formatted(offset, bytes, mayUnmap));
        Arrays.fill(content, (int) offset, (int) (offset + bytes), (byte) 0);
    }

    @Override
    public void close() {}
}
