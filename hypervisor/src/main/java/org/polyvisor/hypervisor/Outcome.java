package org.polyvisor.hypervisor;

/** How a machine's run ended. */
public sealed interface Outcome {
    /** The guest switched the machine off. */
    record PoweredOff() implements Outcome {}

    /** Somebody outside the guest stopped it. */
    record Stopped() implements Outcome {}

    /**
     * The guest's kernel gave up.
     *
     * @param message what it said last, without the words that all panics begin with
     */
    record Panicked(String message) implements Outcome {}

    /**
     * The machine itself failed: a defect of this program, not of the guest.
     *
     * @param report one line: machine, vCPU, the guest's program counter and the exception
     * @param cause the exception
     */
    record Failed(String report, Throwable cause) implements Outcome {}
}
