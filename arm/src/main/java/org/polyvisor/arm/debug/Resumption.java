package org.polyvisor.arm.debug;

/** How far a vCPU goes when the debugger lets it go. */
public sealed interface Resumption {
    /** It stays where it is. */
    record Hold() implements Resumption {}

    /** Until something stops it. */
    record Run() implements Resumption {}

    /**
     * At least one instruction, then until the program counter leaves {@code [first, end)}; with an empty range, exactly
     * one.
     */
    record Step(long first, long end) implements Resumption {
        /** One instruction. */
        public static final Step ONE = new Step(0, 0);

        boolean covers(long pc) {
            return Long.compareUnsigned(pc, first) >= 0 && Long.compareUnsigned(pc, end) < 0;
        }
    }

    /** It stays where it is. */
    Resumption HOLD = new Hold();

    /** Until something stops it. */
    Resumption RUN = new Run();
}
