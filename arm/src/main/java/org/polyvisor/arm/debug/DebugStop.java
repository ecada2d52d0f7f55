package org.polyvisor.arm.debug;

/**
 * Thrown by a watchpoint of an outside debugger in the middle of an instruction, before it has changed anything: the
 * engine's {@code run} returns with the program counter at that instruction. Carries no stack trace.
 */
public final class DebugStop extends RuntimeException {
    private static final DebugStop INSTANCE = new DebugStop();

    private DebugStop() {
        super("stopped by a watchpoint of the debugger", null, false, false);
    }

    /** The one instance. */
    public static DebugStop instance() {
        return INSTANCE;
    }
}
