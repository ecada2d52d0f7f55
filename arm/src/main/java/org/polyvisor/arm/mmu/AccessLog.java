package org.polyvisor.arm.mmu;

/**
 * Sees where a vCPU's data accesses go, for an engine that takes stores back. While there is one, the data table lets
 * stores through only to pages that {@link #stores} was called for since the last {@link Mmu#forgetStores}.
 */
public interface AccessLog {
    /** RAM of the page at a host address is about to be written. */
    void stores(long hostPage);

    /** What is not RAM is about to be accessed; may throw to keep it from happening. */
    void leavesRam();
}
