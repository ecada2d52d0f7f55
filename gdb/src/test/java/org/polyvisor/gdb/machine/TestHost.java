package org.polyvisor.gdb.machine;

import java.util.concurrent.locks.LockSupport;
import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.arm.cpu.VcpuHost;

/** Lets idle vCPUs sleep in short naps, so that nobody has to wake them. */
final class TestHost implements VcpuHost {
    private static final long NAP_NANOS = 200_000;

    @Override
    public void idle(Vcpu cpu, long nanos) {
        LockSupport.parkNanos(Math.min(nanos, NAP_NANOS));
    }

    @Override
    public void yield(Vcpu cpu) {
        LockSupport.parkNanos(NAP_NANOS);
    }

    @Override
    public void wake(Vcpu cpu) {}

    @Override
    public void scheduleTimer(Vcpu cpu, long deadline) {}
}
