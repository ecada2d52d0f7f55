package org.polyvisor.hypervisor.vcpu;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.polyvisor.arm.cpu.Vcpu;

/** The thread of one vCPU: in and out of guest code as the gate says. */
final class VcpuThread extends RunGate.Member {
    /** Where a vCPU that is switched on begins. */
    private record Entry(long address, long context) {}

    private final Vcpu cpu;
    private final Runnable engine;
    private final RunGate gate;
    private final BiConsumer<Vcpu, Throwable> failed;
    private @Nullable Entry entry;
    private @Nullable Thread thread;

    VcpuThread(Vcpu cpu, Runnable engine, RunGate gate, BiConsumer<Vcpu, Throwable> failed) {
        this.cpu = cpu;
        this.engine = engine;
        this.gate = gate;
        this.failed = failed;
    }

    Vcpu cpu() {
        return cpu;
    }

    void start(String name) {
        thread = Thread.ofPlatform().daemon().name(name).start(this::run);
    }

    synchronized boolean switchOn(long address, long context) {
        if (gate.isOn(this)) {
            return false;
        }
        entry = new Entry(address, context);
        gate.switchOn(this);
        return true;
    }

    synchronized boolean isStarting() {
        return entry != null;
    }

    private void run() {
        try {
            while (gate.enter(this)) {
                try {
                    resetIfSwitchedOn();
                    engine.run();
                } finally {
                    gate.leave(this);
                }
            }
        } catch (Throwable t) { // whatever it is, it ends this machine and nothing else
            failed.accept(cpu, t);
        }
    }

    private synchronized void resetIfSwitchedOn() {
        if (entry != null) {
            cpu.reset(entry.address, entry.context);
            entry = null;
        }
    }

    @Override
    void interrupt() {
        cpu.requestStop();
    }

    @Override
    void clearInterrupt() {
        cpu.clearStop();
    }

    void join() {
        if (thread != null) {
            Threads.join(thread);
        }
    }
}
