package org.polyvisor.arm.debug;

import org.polyvisor.arm.cpu.Vcpu;

/** A debugger outside the guest: sees instructions before they execute. */
@FunctionalInterface
public interface DebugHook {
    /**
     * Called on the vCPU's thread with the program counter at the next instruction.
     *
     * @return false to stop here: the engine's {@code run} returns
     */
    boolean before(Vcpu cpu);

    /**
     * Whether the hook wants to see instructions of the page of an address; others are executed without it, at full
     * speed. The answer may change only while the vCPU is not in {@code run}.
     */
    default boolean covers(Vcpu cpu, long address) {
        return true;
    }
}
