package org.polyvisor.virtio.console;

import org.polyvisor.virtio.queue.Chain;

/** A bounded queue of bytes between a host's thread and a device's. */
final class ByteFifo {
    private final byte[] ring;
    private int first;
    private int count;

    ByteFifo(int capacity) {
        ring = new byte[capacity];
    }

    /** Adds as many bytes as there is room for; returns how many. */
    synchronized int put(byte[] bytes, int offset, int length) {
        int taken = Math.min(length, ring.length - count);
        int at = (first + count) % ring.length;
        int upToEnd = Math.min(taken, ring.length - at);
        System.arraycopy(bytes, offset, ring, at, upToEnd);
        System.arraycopy(bytes, offset + upToEnd, ring, 0, taken - upToEnd);
        count += taken;
        return taken;
    }

    synchronized boolean isEmpty() {
        return count == 0;
    }

    /** Moves as many bytes as there are and fit to the start of a chain's writable buffers; returns how many. */
    synchronized int moveTo(Chain chain) {
        int moved = (int) Math.min(count, chain.writableBytes());
        int upToEnd = Math.min(moved, ring.length - first);
        chain.write(0, ring, first, upToEnd);
        chain.write(upToEnd, ring, 0, moved - upToEnd);
        first = (first + moved) % ring.length;
        count -= moved;
        return moved;
    }
}
