package org.polyvisor.arm.debug;

import org.polyvisor.arm.cpu.Vcpu;

/** A debugger outside the guest: sees every instruction before it executes. */
@FunctionalInterface
public interface DebugHook {
    /**
     * Called on the vCPU's thread with the program counter at the next instruction.
     *
     * @return false to stop here: the engine's {@code run} returns
     */
    boolean before(Vcpu cpu);
}
