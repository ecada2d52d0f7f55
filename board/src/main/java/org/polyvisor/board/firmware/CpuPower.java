package org.polyvisor.board.firmware;

/**
 * Power over a VM's vCPUs: what PSCI asks of the hypervisor. Called on the thread of the calling vCPU while that vCPU
 * stands at its call instruction; nothing here waits.
 */
public interface CpuPower {
    /** A vCPU's state as PSCI's AFFINITY_INFO tells it. */
    enum State {
        ON,
        OFF,
        /** Told to start, not yet running. */
        STARTING
    }

    /** The state of a vCPU. */
    State state(int vcpu);

    /**
     * Starts a vCPU that is off, in its reset state at EL1 with MMU off and all interrupts masked.
     *
     * @param entry physical address of its first instruction
     * @param contextId its X0
     * @return the state found; only if that is {@link State#OFF} has the vCPU been started
     */
    State start(int vcpu, long entry, long contextId);

    /** Turns the calling vCPU off; it executes nothing after its call instruction. */
    void off(int vcpu);

    /** The calling vCPU waits, after its call, for an interrupt or an event of WFI's kind. */
    void standby(int vcpu);

    /**
     * The calling vCPU, the only one that is on, waits after its call for an interrupt; then it starts as by
     * {@link #start}. It may start without one.
     */
    void sleep(int vcpu, long entry, long contextId);

    /** Ends the VM. */
    void systemOff();

    /** Starts the VM over as from power-on. */
    void systemReset();
}
