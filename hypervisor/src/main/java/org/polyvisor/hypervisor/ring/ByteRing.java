package org.polyvisor.hypervisor.ring;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A bounded queue of bytes from one thread to one other, without a lock: whichever of the two the host suspends, the
 * other goes on.
 *
 * <p>Memory ordering: each index is written by one side only. The producer stores bytes and then {@link #written} with
 * release; the consumer loads that with acquire and then the bytes. The consumer loads bytes and then stores
 * {@link #read} with release; the producer loads that with acquire before it stores into the room. A side may change
 * threads if the threads order that among themselves. A refusal and the room that the consumer makes are told apart by no
 * order, so each side has a full fence between what it says and what it asks: one of them sees the other's.
 */
public final class ByteRing {
    private static final VarHandle WRITTEN;
    private static final VarHandle READ;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            WRITTEN = lookup.findVarHandle(ByteRing.class, "written", long.class);
            READ = lookup.findVarHandle(ByteRing.class, "read", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final byte[] bytes;
    private final AtomicBoolean refused = new AtomicBoolean();

    /** How many bytes were ever put in; the producer's. */
    private long written;

    /** How many bytes were ever taken out; the consumer's. */
    private long read;

    /** {@code capacity} in bytes is a power of two. */
    public ByteRing(int capacity) {
        if (Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException("ring of %d bytes".formatted(capacity));
        }
        bytes = new byte[capacity];
    }

    /** The producer asks: how many bytes it can put in at least. */
    public int room() {
        return bytes.length - (int) ((long) WRITTEN.get(this) - (long) READ.getAcquire(this));
    }

    /** The producer puts in as many bytes as there is room for; returns how many. */
    public int put(byte[] from, int offset, int length) {
        int count = Math.min(length, room());
        long end = (long) WRITTEN.get(this);
        int at = (int) end & bytes.length - 1;
        int upToEnd = Math.min(count, bytes.length - at);
        System.arraycopy(from, offset, bytes, at, upToEnd);
        System.arraycopy(from, offset + upToEnd, bytes, 0, count - upToEnd);
        WRITTEN.setRelease(this, end + count);
        return count;
    }

    /**
     * The producer puts in as many bytes as there is room for; returns how many. If not all, {@link #takeRefusal} tells the
     * consumer that the producer waits for room.
     */
    public int offer(byte[] from, int offset, int length) {
        int count = put(from, offset, length);
        if (count < length) {
            // Room that came between the attempt and this would not be told of, so look again.
            refused.set(true);
            VarHandle.fullFence();
            count += put(from, offset + count, length - count);
        }
        return count;
    }

    /** The consumer asks, when it has made room: whether {@link #offer} has refused bytes since it asked last. */
    public boolean takeRefusal() {
        VarHandle.fullFence();
        return refused.getAndSet(false);
    }

    /** The consumer asks: how many bytes there are at least. */
    public int available() {
        return (int) ((long) WRITTEN.getAcquire(this) - (long) READ.get(this));
    }

    /** The consumer copies the oldest bytes, which stay; returns how many there were, at most {@code length}. */
    public int peek(byte[] to, int length) {
        int count = Math.min(length, available());
        int at = (int) (long) READ.get(this) & bytes.length - 1;
        int upToEnd = Math.min(count, bytes.length - at);
        System.arraycopy(bytes, at, to, 0, upToEnd);
        System.arraycopy(bytes, 0, to, upToEnd, count - upToEnd);
        return count;
    }

    /** The consumer takes out so many bytes that it has seen. */
    public void remove(int count) {
        READ.setRelease(this, (long) READ.get(this) + count);
    }
}
