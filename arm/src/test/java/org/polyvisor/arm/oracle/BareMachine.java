package org.polyvisor.arm.oracle;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import org.polyvisor.arm.TestEngines;
import org.polyvisor.arm.bus.BusAbort;
import org.polyvisor.arm.cpu.Cluster;
import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.arm.engines.Engines;

/**
 * Some of the virt board for programs without an operating system: RAM at 0x40000000, a UART that only sends at
 * 0x09000000, and PSCI SYSTEM_OFF. All vCPUs start at the program's first instruction with their number in X0.
 */
final class BareMachine implements AutoCloseable {
    static final long RAM = 0x4000_0000L;
    static final int RAM_BYTES = 128 << 20;

    /** Where QEMU loads a flat image, too. */
    static final long ENTRY = RAM + 0x8_0000;

    private static final long UART = 0x0900_0000L;

    private final Arena arena = Arena.ofShared();
    private final Engines engines = TestEngines.create(arena);
    private final StringBuilder output = new StringBuilder();
    private final List<Vcpu> cpus = new ArrayList<>();

    BareMachine(byte[] program, int vcpus) {
        TestRam ram = new WithUart(arena);
        ram.add(RAM, RAM_BYTES);
        ram.put(ENTRY, program);
        Cluster cluster = new Cluster(engines.code());
        for (int i = 0; i < vcpus; i++) {
            Vcpu cpu = TestCpus.make(arena, i, ram, cluster, this::hypercall);
            cpu.reset(ENTRY, i);
            cpus.add(cpu);
        }
    }

    /** Runs until a vCPU switches the machine off; returns what was printed. */
    String run() throws InterruptedException {
        List<Throwable> failures = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (Vcpu cpu : cpus) {
            Thread thread = new Thread(engines.create(cpu)::run, "vcpu" + cpu.index());
            thread.setUncaughtExceptionHandler((t, e) -> {
                failures.add(e);
                cpus.forEach(Vcpu::requestStop);
            });
            threads.add(thread);
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        if (!failures.isEmpty()) {
            throw new AssertionError("host exception after\n" + output, failures.getFirst());
        }
        return output.toString();
    }

    /** Ends {@link #run}. Any thread. */
    void stop() {
        cpus.forEach(Vcpu::requestStop);
    }

    private boolean hypercall(Vcpu cpu, int immediate) {
        stop();
        return true;
    }

    @Override
    public void close() {
        arena.close();
    }

    private final class WithUart extends TestRam {
        WithUart(Arena arena) {
            super(arena);
        }

        @Override
        public void write(long address, int size, long value) throws BusAbort {
            if (address != UART) {
                throw BusAbort.instance();
            }
            synchronized (output) {
                output.append((char) (value & 0xff));
            }
        }
    }
}
