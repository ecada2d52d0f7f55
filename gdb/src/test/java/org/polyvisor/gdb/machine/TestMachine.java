package org.polyvisor.gdb.machine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.polyvisor.arm.cpu.Cluster;
import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.arm.cpu.VcpuPorts;
import org.polyvisor.arm.debug.DebugHook;
import org.polyvisor.arm.interpreter.CodeSlots;
import org.polyvisor.gdb.DebugTarget;

/** A machine of RAM and vCPUs only, which runs the little guest in {@code guest.s}. It starts paused. */
public final class TestMachine implements DebugTarget, AutoCloseable {
    /** Where the guest's first instruction is. */
    public static final long ENTRY = 0x4001_0000L;

    private final Arena arena = Arena.ofShared();
    private final TestBus bus = new TestBus(arena);
    private final List<TestVcpu> threads = new ArrayList<>();
    private final TestHost host = new TestHost();
    private volatile boolean poweredOff;

    public TestMachine(int cpus) {
        CodeSlots code = new CodeSlots(arena);
        Cluster cluster = new Cluster(code);
        VcpuPorts ports = new VcpuPorts(
                cluster, new NoGic(), asserted -> {}, asserted -> {}, System.nanoTime(), (cpu, number) -> false, host);
        for (int i = 0; i < cpus; i++) {
            Vcpu cpu = new Vcpu(arena, i, bus, ports);
            cpu.reset(ENTRY, 0);
            threads.add(new TestVcpu(cpu, code));
        }
        loadGuest();
        threads.forEach(TestVcpu::start);
    }

    private void loadGuest() {
        String name = "/org/polyvisor/gdb/guest.hex";
        try (InputStream in = Objects.requireNonNull(TestMachine.class.getResourceAsStream(name))) {
            long address = ENTRY;
            for (String word : new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .toList()) {
                bus.putInt(address, Integer.reverseBytes(Integer.parseUnsignedInt(word, 16)));
                address += 4;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Vcpu cpu(int index) {
        return threads.get(index).cpu();
    }

    public boolean isPoweredOff() {
        return poweredOff;
    }

    /** Whether any vCPU may execute. */
    public boolean isRunning() {
        return threads.stream().anyMatch(TestVcpu::isAllowed);
    }

    @Override
    public List<Vcpu> vcpus() {
        return threads.stream().map(TestVcpu::cpu).toList();
    }

    @Override
    public TestBus bus() {
        return bus;
    }

    @Override
    public boolean isOn(Vcpu cpu) {
        return true;
    }

    @Override
    public void pause() {
        threads.forEach(TestVcpu::forbid);
        threads.forEach(TestVcpu::awaitOut);
    }

    @Override
    public void resume() {
        threads.forEach(TestVcpu::allow);
    }

    @Override
    public void setDebugHook(@Nullable DebugHook hook) {
        threads.forEach(thread -> thread.setDebugger(hook));
    }

    @Override
    public void powerOff() {
        poweredOff = true;
    }

    @Override
    public void close() {
        pause();
        threads.forEach(TestVcpu::end);
        arena.close();
    }
}
