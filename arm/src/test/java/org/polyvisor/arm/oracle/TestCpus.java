package org.polyvisor.arm.oracle;

import java.lang.foreign.Arena;
import java.util.concurrent.locks.LockSupport;
import org.polyvisor.arm.bus.GicCpuInterface;
import org.polyvisor.arm.bus.PhysicalBus;
import org.polyvisor.arm.cpu.Cluster;
import org.polyvisor.arm.cpu.Hypercalls;
import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.arm.cpu.VcpuHost;
import org.polyvisor.arm.cpu.VcpuPorts;

/** Makes vCPUs with nothing round them. */
final class TestCpus {
    /** An interrupt controller without registers. */
    private static final GicCpuInterface NO_GIC = new GicCpuInterface() {
        @Override
        public long readRegister(int register) {
            return 0;
        }

        @Override
        public void writeRegister(int register, long value) {}

        @Override
        public boolean hasRegister(int register) {
            return false;
        }
    };

    /** Waits without being woken: for at most a millisecond at a time. */
    private static final VcpuHost HOST = new VcpuHost() {
        @Override
        public void idle(Vcpu cpu, long nanos) {
            LockSupport.parkNanos(Math.min(nanos, 1_000_000));
        }

        @Override
        public void yield(Vcpu cpu) {
            Thread.onSpinWait();
        }

        @Override
        public void wake(Vcpu cpu) {}

        @Override
        public void scheduleTimer(Vcpu cpu, long deadline) {}
    };

    private TestCpus() {}

    static Vcpu make(Arena arena, int index, PhysicalBus bus, Cluster cluster, Hypercalls hypercalls) {
        return new Vcpu(
                arena,
                index,
                bus,
                new VcpuPorts(cluster, NO_GIC, on -> {}, on -> {}, System.nanoTime(), hypercalls, HOST));
    }
}
