package org.polyvisor.arm.lockstep;

/** Interpreter and translator did different things; the message is the whole report, several lines long. */
public final class LockstepDifference extends RuntimeException {
    private static final long serialVersionUID = 1;

    LockstepDifference(String report) {
        super(report);
    }

    /** The report alone: nothing else of this exception helps. */
    @Override
    public String toString() {
        return String.valueOf(getMessage());
    }
}
