package org.polyvisor.hypervisor.ring;

/** A bounded queue of frames from one thread to one other, without a lock; see {@link ByteRing}. */
public final class FrameRing {
    private static final int LENGTH_BYTES = 2;

    private final ByteRing ring;
    private final byte[] outgoingLength = new byte[LENGTH_BYTES];
    private final byte[] incomingLength = new byte[LENGTH_BYTES];

    /** {@code capacity} in bytes, lengths included, is a power of two. */
    public FrameRing(int capacity) {
        ring = new ByteRing(capacity);
    }

    /** The producer adds a frame of 1 to 65535 bytes; false if there is no room for it. */
    public boolean put(byte[] frame, int length) {
        if (ring.room() < LENGTH_BYTES + length) {
            return false;
        }
        outgoingLength[0] = (byte) length;
        outgoingLength[1] = (byte) (length >> 8);
        ring.put(outgoingLength, 0, LENGTH_BYTES);
        ring.put(frame, 0, length);
        return true;
    }

    /** The consumer takes the oldest frame, for which {@code to} has room; 0 if none is complete. */
    public int take(byte[] to) {
        int available = ring.available();
        ring.peek(incomingLength, LENGTH_BYTES);
        int length = incomingLength[0] & 0xff | (incomingLength[1] & 0xff) << 8;
        if (available < LENGTH_BYTES || available < LENGTH_BYTES + length) {
            return 0;
        }
        ring.remove(LENGTH_BYTES);
        ring.peek(to, length);
        ring.remove(length);
        return length;
    }

    /** The consumer drops all that there is. */
    public void drop() {
        ring.remove(ring.available());
    }
}
