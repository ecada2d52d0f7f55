package org.polyvisor.hypervisor.sched;

import java.lang.foreign.Arena;
import org.polyvisor.arm.bus.BusAbort;
import org.polyvisor.arm.bus.GicCpuInterface;
import org.polyvisor.arm.bus.PhysicalBus;
import org.polyvisor.arm.cpu.Cluster;
import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.arm.cpu.VcpuHost;
import org.polyvisor.arm.cpu.VcpuPorts;
import org.polyvisor.arm.interpreter.CodeSlots;

/** The least that a vCPU can be wired to: nothing answers anywhere. */
final class IdleBoard implements PhysicalBus, GicCpuInterface {
    private final Arena arena;
    private final Cluster cluster;

    IdleBoard(Arena arena) {
        this.arena = arena;
        cluster = new Cluster(new CodeSlots(arena));
    }

    Vcpu cpu(int index, VcpuHost host) {
        return new Vcpu(
                arena,
                index,
                this,
                new VcpuPorts(
                        cluster,
                        this,
                        asserted -> {},
                        asserted -> {},
                        System.nanoTime(),
                        (caller, immediate) -> false,
                        host));
    }

    @Override
    public long ramPage(long page) {
        return 0;
    }

    @Override
    public boolean isWritable(long page) {
        return false;
    }

    @Override
    public long read(long address, int size) throws BusAbort {
        throw BusAbort.instance();
    }

    @Override
    public void write(long address, int size, long value) throws BusAbort {
        throw BusAbort.instance();
    }

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
}
