package org.polyvisor.virtio.mmio;

import org.polyvisor.arm.bus.InterruptLine;

/**
 * The InterruptStatus register and the line that it drives: asserted exactly while a bit is set (virtio 1.2, 4.2.2). A
 * board may describe the line as level- or edge-triggered to the guest, as the "virt" platform does the latter.
 */
final class InterruptStatus {
    /** A queue has used buffers. */
    static final int USED_BUFFER = 1;

    /** The configuration has changed, or the device needs a reset. */
    static final int CONFIGURATION_CHANGE = 2;

    private final InterruptLine line;
    private volatile int bits;

    InterruptStatus(InterruptLine line) {
        this.line = line;
    }

    int read() {
        return bits;
    }

    synchronized void raise(int bit) {
        int before = bits;
        bits = before | bit;
        if (before == 0) {
            line.set(true);
        }
    }

    synchronized void acknowledge(int mask) {
        int before = bits;
        bits = before & ~mask;
        if (before != 0) {
            line.set(false);
        }
        if (bits != 0) {
            // An event came between the driver's read and this write: an edge-triggered input needs to see it come.
            line.set(true);
        }
    }
}
