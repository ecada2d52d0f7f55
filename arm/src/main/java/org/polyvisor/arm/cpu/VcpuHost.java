package org.polyvisor.arm.cpu;

/** What a vCPU asks of whoever gives it time on a host thread. */
public interface VcpuHost {
    /**
     * The vCPU has nothing to do (WFI). Either waits until {@link Vcpu#wake} was called since the last return, or {@code
     * nanos} are over, or for no reason at all; or calls {@link Vcpu#requestLeave} and returns at once, and the vCPU is
     * run again when there is a reason.
     *
     * @param nanos at most this long; {@link Long#MAX_VALUE} for no limit
     */
    void idle(Vcpu cpu, long nanos);

    /** The vCPU waits for another to make progress (WFE): let others run, in one of the ways of {@link #idle}. */
    void yield(Vcpu cpu);

    /** Ends an {@link #idle} of the vCPU; called by any thread. */
    void wake(Vcpu cpu);

    /** Asks for {@link Vcpu#timerExpired} at a time of {@link System#nanoTime}; a later call replaces an earlier one. */
    void scheduleTimer(Vcpu cpu, long deadline);
}
