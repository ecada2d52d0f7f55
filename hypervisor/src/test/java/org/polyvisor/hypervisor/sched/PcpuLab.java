package org.polyvisor.hypervisor.sched;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.polyvisor.arm.cpu.Pending;
import org.polyvisor.arm.cpu.Vcpu;

/** Machines whose guests are Java code, on pCPUs of a test. */
final class PcpuLab implements AutoCloseable {
    /** A machine of one vCPU. */
    final class Machine {
        final Vcpus vcpus;
        final Vcpu cpu;
        final AtomicLong rounds = new AtomicLong();
        private volatile int inside;
        private volatile long reasons;

        Machine(String name, Placement placement, Guest guest) {
            vcpus = new Vcpus(name, 1, scheduler, placement, (cpu, cause) -> failures.add(cause), (vcpu, nanos) -> {});
            cpu = new IdleBoard(arena).cpu(0, vcpus);
            vcpus.add(cpu, () -> run(guest));
            machines.add(this);
        }

        Machine start() {
            vcpus.start(0);
            return this;
        }

        @SuppressWarnings("NonAtomicVolatileUpdate") // only one thread may be here: that is what is looked at
        private void run(Guest guest) {
            cpu.clearLeave();
            reasons = cpu.takePending();
            inside = inside + 1;
            if (inside != 1) {
                failures.add(new AssertionError("two threads run one vCPU"));
            }
            while (!cpu.isStopRequested() && !cpu.isLeaveRequested()) {
                rounds.incrementAndGet();
                guest.round(this);
            }
            // As engines do: what else is pending waits for the next run.
            cpu.poke(cpu.takePending() & ~Pending.STOP);
            inside = inside - 1;
        }

        /** Whether its timer has expired since the run before this. */
        boolean hasExpired() {
            return (reasons & Pending.TIMER) != 0;
        }

        VcpuUsage usage() {
            return scheduler.vcpus().stream()
                    .filter(each -> each.vm().equals(name()))
                    .findFirst()
                    .orElseThrow();
        }

        String name() {
            return vcpus.name();
        }
    }

    /** What a guest does, over and over. */
    interface Guest {
        void round(Machine machine);
    }

    /** A guest that always has something to do. */
    static final Guest BUSY = machine -> Thread.onSpinWait();

    /** A guest that sleeps whenever it is woken. */
    static final Guest IDLE = machine -> machine.cpu.waitForInterrupt();

    final Scheduler scheduler;
    final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final Arena arena = Arena.ofShared();
    private final List<Machine> machines = new ArrayList<>();

    PcpuLab(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    Machine machine(String name, Placement placement, Guest guest) {
        return new Machine(name, placement, guest);
    }

    static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            sleep(1);
        }
    }

    static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new AssertionError("what the test waits for does not come", e);
        }
    }

    @Override
    public void close() {
        machines.forEach(machine -> machine.vcpus.close());
        scheduler.close();
        arena.close();
    }
}
