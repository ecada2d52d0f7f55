package org.polyvisor.arm.debug;

/** Why a vCPU stopped for the debugger. */
public sealed interface StopReason {
    /** It has done the steps asked for. */
    record Stepped() implements StopReason {}

    /** It is about to execute an instruction with a breakpoint. */
    record AtBreakpoint(boolean hardware) implements StopReason {}

    /**
     * It is about to execute an instruction that touches watched memory.
     *
     * @param address the first watched byte that it would touch
     */
    record AtWatchpoint(Watchpoint watchpoint, long address) implements StopReason {}
}
