package org.polyvisor.arm.cpu;

/**
 * Bits of the word at {@link CpuState#PENDING}: why a vCPU must leave its engine's loop at the next branch. Set by any
 * thread; taken and cleared together by the vCPU's own.
 */
public final class Pending {
    /** An interrupt input of the vCPU changed, or a mask was lifted while one is asserted. */
    public static final long INTERRUPT = 1;

    /** Another thread asks the vCPU to return from {@code run}. */
    public static final long STOP = 1 << 1;

    /** Another vCPU has put invalidations into this one's mailbox. */
    public static final long INVALIDATE = 1 << 2;

    /** A timer may have expired: its condition is to be looked at again. */
    public static final long TIMER = 1 << 3;

    private Pending() {}
}
