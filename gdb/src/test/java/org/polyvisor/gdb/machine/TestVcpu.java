package org.polyvisor.gdb.machine;

import org.jspecify.annotations.Nullable;
import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.arm.debug.DebugHook;
import org.polyvisor.arm.interpreter.CodeSlots;
import org.polyvisor.arm.interpreter.Interpreter;

/** A vCPU with its thread, which runs guest code while that is allowed. */
final class TestVcpu {
    private final Vcpu cpu;
    private final Interpreter interpreter;
    private final Thread thread;
    private boolean allowed;
    private boolean inside;
    private boolean ended;

    TestVcpu(Vcpu cpu, CodeSlots code) {
        this.cpu = cpu;
        interpreter = new Interpreter(cpu, code);
        thread = Thread.ofPlatform().daemon().name("test cpu" + cpu.index()).unstarted(this::run);
    }

    Vcpu cpu() {
        return cpu;
    }

    void start() {
        thread.start();
    }

    void setDebugger(@Nullable DebugHook hook) {
        interpreter.setDebugger(hook);
    }

    private void run() {
        while (enter()) {
            interpreter.run();
            leave();
        }
    }

    private synchronized boolean enter() {
        while (!allowed && !ended) {
            waitForChange();
        }
        cpu.clearStop();
        inside = !ended;
        return inside;
    }

    private synchronized void leave() {
        inside = false;
        notifyAll();
    }

    synchronized boolean isAllowed() {
        return allowed;
    }

    synchronized void allow() {
        allowed = true;
        notifyAll();
    }

    synchronized void forbid() {
        allowed = false;
        cpu.requestStop();
    }

    synchronized void awaitOut() {
        while (inside) {
            waitForChange();
        }
    }

    void end() {
        synchronized (this) {
            ended = true;
            notifyAll();
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @SuppressWarnings("WaitNotInLoop") // the callers have the loops
    private void waitForChange() {
        try {
            wait();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
