package org.polyvisor.arm.engine;

import org.jspecify.annotations.Nullable;
import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.arm.debug.DebugHook;

/** What executes a vCPU's instructions. */
public interface Engine {
    /** Executes until {@link Vcpu#requestStop} or until the debugger says stop. */
    void run();

    /** Has the instructions that {@code hook} covers shown to it before they execute; null ends that. Any thread. */
    void setDebugger(@Nullable DebugHook hook);
}
