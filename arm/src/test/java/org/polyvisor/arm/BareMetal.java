package org.polyvisor.arm;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.polyvisor.arm.bus.BusAbort;
import org.polyvisor.arm.bus.GicCpuInterface;
import org.polyvisor.arm.bus.PhysicalBus;
import org.polyvisor.arm.cpu.Cluster;
import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.arm.cpu.VcpuHost;
import org.polyvisor.arm.cpu.VcpuPorts;
import org.polyvisor.arm.engine.Engine;
import org.polyvisor.arm.engines.EngineKind;
import org.polyvisor.arm.engines.Engines;
import org.polyvisor.host.Memory;

/** A processor with RAM at 0x40000000 and a byte sink at 0x09000000, for programs without an operating system. */
public final class BareMetal implements PhysicalBus, VcpuHost, GicCpuInterface {
    public static final long RAM = 0x4000_0000L;
    public static final long UART = 0x0900_0000L;

    private final Arena arena = Arena.ofShared();
    private final long bytes;
    private final long host;
    private final StringBuilder output = new StringBuilder();
    private volatile boolean virtualTimer;
    private final Vcpu cpu;
    private final Engines engines;
    private final Engine engine;

    public BareMetal(long bytes) {
        this(bytes, TestEngines.kind());
    }

    public BareMetal(long bytes, EngineKind kind) {
        this.bytes = bytes;
        engines = TestEngines.create(kind, arena);
        host = Memory.allocate(arena, bytes, 4096);
        cpu = new Vcpu(
                arena,
                0,
                this,
                new VcpuPorts(
                        new Cluster(engines.code()),
                        this,
                        l -> {},
                        asserted -> virtualTimer = asserted,
                        System.nanoTime(),
                        this::hypercall,
                        this));
        engine = engines.create(cpu);
    }

    /** Runs a flat binary, loaded at 0x40080000, from the hexadecimal address given, until it makes a hypercall. */
    public static void main(String[] args) throws IOException {
        BareMetal machine = new BareMetal(256 << 20);
        machine.load(Files.readAllBytes(Path.of(args[0])), 0x4008_0000L);
        machine.run(Long.parseLong(args[1], 16));
    }

    public void load(byte[] program, long physical) {
        MemorySegment.copy(
                MemorySegment.ofArray(program),
                0,
                Memory.segment(host + physical - RAM, program.length),
                0,
                program.length);
    }

    public void run(long entry) {
        cpu.reset(entry, 0);
        engine.run();
        cpu.clearStop();
    }

    public Vcpu cpu() {
        return cpu;
    }

    public Engine engine() {
        return engine;
    }

    /** The virtual timer's interrupt line. */
    public boolean isVirtualTimerAsserted() {
        return virtualTimer;
    }

    public String output() {
        return output.toString();
    }

    private boolean hypercall(Vcpu caller, int immediate) {
        caller.requestStop();
        return true;
    }

    @Override
    public long ramPage(long page) {
        return page >= RAM && page - RAM < bytes ? host + (page - RAM) : 0;
    }

    @Override
    public boolean isWritable(long page) {
        return true;
    }

    @Override
    public long read(long address, int size) throws BusAbort {
        throw BusAbort.instance();
    }

    @Override
    public void write(long address, int size, long value) throws BusAbort {
        if (address != UART) {
            throw BusAbort.instance();
        }
        output.append((char) value);
        if (value == '\n') {
            System.out.print(output);
            output.setLength(0);
        }
    }

    @Override
    public void idle(Vcpu vcpu, long nanos) {
        LockSupport.parkNanos(1_000_000);
    }

    @Override
    public void yield(Vcpu vcpu) {
        Thread.onSpinWait();
    }

    @Override
    public void wake(Vcpu vcpu) {}

    @Override
    public void scheduleTimer(Vcpu vcpu, long deadline) {}

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
