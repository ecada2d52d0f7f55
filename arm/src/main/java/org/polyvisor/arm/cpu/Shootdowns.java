package org.polyvisor.arm.cpu;

/**
 * How a vCPU's TLB invalidations have reached the other vCPUs. Written by the vCPU's thread alone; others read what was
 * true moments ago.
 */
public final class Shootdowns {
    private long noted;
    private long requested;
    private long waits;
    private long waitNanos;

    void note() {
        noted++;
    }

    void request() {
        requested++;
    }

    void waited(long nanos) {
        waits++;
        waitNanos += nanos;
    }

    /** Left as a note for a vCPU that was in another address space. */
    public long noted() {
        return noted;
    }

    /** Asked of a vCPU that had to come out of its code for it. */
    public long requested() {
        return requested;
    }

    /** How often this vCPU had to wait for another. */
    public long waits() {
        return waits;
    }

    /** How long it has waited in all. */
    public long waitNanos() {
        return waitNanos;
    }
}
