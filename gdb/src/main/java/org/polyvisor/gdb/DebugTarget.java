package org.polyvisor.gdb;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.polyvisor.arm.bus.PhysicalBus;
import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.arm.debug.DebugHook;

/**
 * The machine that a debugger looks into. Called by one thread of the server at a time, never by a vCPU's own. Between
 * {@link #pause} and {@link #resume} the server reads and changes the vCPUs' state and the RAM.
 */
public interface DebugTarget {
    /** All vCPUs, whether they are switched on or not, by their index. */
    List<Vcpu> vcpus();

    /** What the vCPUs see of the physical address space. */
    PhysicalBus bus();

    /** Whether the guest has switched a vCPU on. */
    boolean isOn(Vcpu cpu);

    /** Holds all vCPUs before their next instruction and returns when they are; does nothing if they are already. */
    void pause();

    /** Lets all vCPUs run that are switched on. */
    void resume();

    /** Has every vCPU's engine show its instructions to {@code hook} from the next {@link #resume} on; null ends that. */
    void setDebugHook(@Nullable DebugHook hook);

    /** Has the machine start again, which ends the connection; does not wait. False where it can't start again. */
    default boolean reset() {
        return false;
    }

    /** The debugger's {@code kill}: switches the machine off, does not wait. */
    void powerOff();
}
