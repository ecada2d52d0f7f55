package org.polyvisor.hypervisor.hardware;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.polyvisor.arm.bus.PhysicalBus;
import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.arm.debug.DebugHook;
import org.polyvisor.board.Board;
import org.polyvisor.gdb.DebugTarget;
import org.polyvisor.hypervisor.sched.Vcpus;

/** A machine as a debugger sees it. */
record Debugger(Board board, Processors processors, Vcpus threads, HardwareEvents events) implements DebugTarget {
    @Override
    public List<Vcpu> vcpus() {
        return processors.cpus();
    }

    @Override
    public PhysicalBus bus() {
        return board.bus();
    }

    @Override
    public boolean isOn(Vcpu cpu) {
        return threads.isOn(cpu.index());
    }

    @Override
    public void pause() {
        threads.pause();
    }

    @Override
    public void resume() {
        threads.resume();
    }

    @Override
    public void setDebugHook(@Nullable DebugHook hook) {
        processors.setDebugHook(hook);
    }

    @Override
    public boolean reset() {
        threads.end();
        events.reset();
        return true;
    }

    @Override
    public void powerOff() {
        events.powerOff();
    }
}
