package org.polyvisor.hypervisor.hardware;

/** What hardware cannot do by itself. Called by vCPUs' threads: must return at once. */
public interface HardwareEvents {
    /** The guest wants to be switched off. */
    void powerOff();

    /** The guest wants to be restarted. */
    void reset();

    /**
     * A vCPU has ended by an exception that is not the guest's.
     *
     * @param report one line for a person
     */
    void failed(String report, Throwable cause);
}
