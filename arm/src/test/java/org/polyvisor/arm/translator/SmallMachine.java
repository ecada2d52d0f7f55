package org.polyvisor.arm.translator;

import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Assumptions;
import org.polyvisor.arm.bus.BusAbort;
import org.polyvisor.arm.bus.GicCpuInterface;
import org.polyvisor.arm.bus.PhysicalBus;
import org.polyvisor.arm.cpu.Cluster;
import org.polyvisor.arm.cpu.CodeStore;
import org.polyvisor.arm.cpu.Sctlr;
import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.arm.cpu.VcpuHost;
import org.polyvisor.arm.cpu.VcpuPorts;
import org.polyvisor.arm.engine.Engine;
import org.polyvisor.arm.engines.EngineKind;
import org.polyvisor.arm.engines.Engines;
import org.polyvisor.arm.lockstep.Lockstep;
import org.polyvisor.host.ExecutableMemory;
import org.polyvisor.host.HostRefusedException;
import org.polyvisor.host.Memory;

/**
 * vCPUs with 4 MiB of RAM at {@link #RAM}, mapped where it is in pages of 4 KiB, save the last page, {@link #UNMAPPED}.
 * At {@link #DEVICE}, which is not mapped, is a device of 4 KiB that takes single bytes and keeps them.
 * HVC #0 stops the vCPU, HVC #1 stops it too and means an exception, HVC #2 withdraws its interrupt.
 */
public final class SmallMachine implements PhysicalBus, VcpuHost, GicCpuInterface, AutoCloseable {
    public static final long RAM = 0x4000_0000L;
    public static final long UNMAPPED = RAM + 0x1f_f000;
    public static final long DEVICE = 0x0900_0000L;
    public static final long VECTORS = RAM + 0x8000;
    public static final int HVC_STOP = 0xd400_0002;
    private static final int HVC_EXCEPTION = 0xd400_0022;
    private static final int BYTES = 4 << 20;
    private static final long LEVEL_1 = RAM + 0x1000;
    private static final long LEVEL_2 = RAM + 0x2000;
    private static final long LEVEL_3 = RAM + 0x3000;
    private static final long NOT_GLOBAL = 1 << 11;

    private final Arena arena = Arena.ofShared();
    private final long host = Memory.allocate(arena, BYTES, 4096);
    private final List<Vcpu> cpus = new ArrayList<>();
    private final List<Engine> engines = new ArrayList<>();
    private final Runnable end;
    private final byte[] device = new byte[PhysicalBus.PAGE_SIZE];
    private LongConsumer onDeviceWrite = address -> {};

    private SmallMachine(int vcpus, CodeStore code, Function<Vcpu, Engine> engine, Runnable end) {
        this.end = end;
        mapIdentically();
        for (int vector = 0; vector < 0x800; vector += 0x80) {
            put(VECTORS + vector, HVC_EXCEPTION);
        }
        Cluster cluster = new Cluster(code);
        for (int i = 0; i < vcpus; i++) {
            Vcpu cpu = new Vcpu(
                    arena,
                    i,
                    this,
                    new VcpuPorts(cluster, this, on -> {}, on -> {}, System.nanoTime(), this::hypercall, this));
            cpus.add(cpu);
            engines.add(engine.apply(cpu));
        }
    }

    /** A machine on an engine as users have it. */
    public static SmallMachine of(EngineKind kind, int vcpus) {
        Assumptions.assumeTrue(kind == EngineKind.INTERPRETER || ExecutableMemory.isSupported());
        try {
            Engines engines = Engines.of(kind, Arena.ofAuto());
            return new SmallMachine(vcpus, engines.code(), engines::create, engines::close);
        } catch (HostRefusedException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A machine on the translator with a code cache of any size. */
    static SmallMachine of(TranslatedCode code, int vcpus) {
        return new SmallMachine(vcpus, code, cpu -> new Translator(cpu, code), code::close);
    }

    /** A machine of one vCPU in lockstep, with whatever translates. */
    static SmallMachine inLockstep(TranslatedCode code) {
        return new SmallMachine(1, code, cpu -> new Lockstep(Arena.ofAuto(), cpu, code), code::close);
    }

    private void mapIdentically() {
        Memory.putLong(host(LEVEL_1) + (RAM >>> 30) * 8, LEVEL_2 | 3);
        Memory.putLong(host(LEVEL_2), LEVEL_3 | 3);
        Memory.putLong(host(LEVEL_2) + 8, RAM + 0x20_0000 | 3 << 8 | 1 << 10 | 1);
        for (int i = 0; i < 511; i++) {
            Memory.putLong(host(LEVEL_3) + i * 8L, RAM + i * 4096L | 3 << 8 | 1 << 10 | 3);
        }
    }

    /** Makes all mappings belong to one address space each, or to all; to be called while no vCPU runs. */
    void mapAs(boolean notGlobal) {
        for (int i = 0; i < 511; i++) {
            long entry = host(LEVEL_3) + i * 8L;
            Memory.putLong(entry, Memory.getLong(entry) & ~NOT_GLOBAL | (notGlobal ? NOT_GLOBAL : 0));
        }
    }

    /** Where the last descriptor for an address in the first 2 MiB of RAM is. */
    long descriptor(long address) {
        return LEVEL_3 + (address - RAM >>> 12) * 8;
    }

    /** Has a vCPU about to execute at {@code entry} at EL1 with address translation on. */
    public Vcpu prepare(int index, long entry) {
        Vcpu cpu = cpus.get(index);
        cpu.reset(entry, 0);
        cpu.registers().ttbr0 = LEVEL_1;
        cpu.registers().mair = 0xff;
        cpu.registers().tcr = 25 | 1 << 8 | 1 << 10 | 3 << 12 | 1 << 23 | 4L << 32;
        cpu.registers().cpacr = 3 << 20;
        cpu.registers().sctlr |= Sctlr.M | Sctlr.C | Sctlr.I;
        cpu.registers().sctlr &= ~(Sctlr.A | Sctlr.SA | Sctlr.SA0);
        cpu.registers().vbar = VECTORS;
        cpu.mmu().tlb().invalidateAll();
        cpu.stateChanged();
        cpu.clearStop();
        return cpu;
    }

    /** Runs a vCPU that was prepared until it stops. */
    public Vcpu run(int index) {
        engines.get(index).run();
        return cpus.get(index);
    }

    /** The engine of a vCPU. */
    public Engine engine(int index) {
        return engines.get(index);
    }

    /**
     * Maps a page of the first 2 MiB.
     *
     * @param address its virtual address
     * @param physical where it leads to
     * @param attributes of its descriptor, such as 1 << 6 where EL0 may use it; Normal memory unless bits 4..2 say 1
     */
    public void map(long address, long physical, long attributes) {
        Memory.putLong(host(LEVEL_3) + (address - RAM >>> 12) * 8, physical | attributes | 3 << 8 | 1 << 10 | 3);
    }

    /** What the device holds. */
    public byte[] device() {
        return device;
    }

    /** Has {@code observer} called with the offset of each byte that is written to the device. */
    public void onDeviceWrite(LongConsumer observer) {
        onDeviceWrite = observer;
    }

    Vcpu cpu(int index) {
        return cpus.get(index);
    }

    /** Runs all vCPUs, each prepared, on threads of their own. */
    void runAll() throws InterruptedException {
        List<Throwable> failures = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < cpus.size(); i++) {
            threads.add(Thread.ofPlatform()
                    .uncaughtExceptionHandler((t, e) -> {
                        synchronized (failures) {
                            failures.add(e);
                        }
                        cpus.forEach(Vcpu::requestStop);
                    })
                    .start(engines.get(i)::run));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        failures.forEach(failure -> {
            throw new AssertionError("a vCPU failed", failure);
        });
    }

    /** Writes instructions. */
    public void put(long address, int... words) {
        for (int i = 0; i < words.length; i++) {
            Memory.putInt(host(address) + i * 4L, words[i]);
        }
    }

    /** Where RAM is in this process. */
    public long host(long address) {
        return host + address - RAM;
    }

    private boolean hypercall(Vcpu caller, int immediate) {
        if (immediate == 2) {
            caller.irqInput().set(false);
        } else {
            caller.requestStop();
        }
        return true;
    }

    @Override
    public void close() {
        end.run();
        arena.close();
    }

    @Override
    public long ramPage(long page) {
        return page >= RAM && page - RAM < BYTES ? host + page - RAM : 0;
    }

    @Override
    public boolean isWritable(long page) {
        return true;
    }

    @Override
    public long read(long address, int size) throws BusAbort {
        return device[offset(address, size)];
    }

    private int offset(long address, int size) throws BusAbort {
        if (size != 1 || address < DEVICE || address - DEVICE >= device.length) {
            throw BusAbort.instance();
        }
        return (int) (address - DEVICE);
    }

    @Override
    public void write(long address, int size, long value) throws BusAbort {
        device[offset(address, size)] = (byte) value;
        onDeviceWrite.accept(address - DEVICE);
    }

    @Override
    public void idle(Vcpu cpu, long nanos) {
        LockSupport.parkNanos(1_000_000);
    }

    @Override
    public void yield(Vcpu cpu) {
        Thread.onSpinWait();
    }

    @Override
    public void wake(Vcpu cpu) {}

    @Override
    public void scheduleTimer(Vcpu cpu, long deadline) {}

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
