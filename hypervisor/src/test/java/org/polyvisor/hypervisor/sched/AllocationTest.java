package org.polyvisor.hypervisor.sched;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.polyvisor.hypervisor.sched.PcpuLab.Machine;

/** Switching between vCPUs leaves nothing to collect. */
@Timeout(120)
class AllocationTest {
    private static final int WARM_UP = 300_000;
    private static final int SWITCHES = 200_000;

    /** A histogram's or a compiler's one-time allocation may fall into the measured span; a byte a switch may not. */
    private static final long ALLOWED = 100_000;

    private final PcpuLab lab = new PcpuLab(Scheduler.unbound(1));

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void switchingBetweenMachinesAllocatesNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        AtomicInteger turn = new AtomicInteger();
        Machine[] machines = new Machine[2];
        for (int i = 0; i < 2; i++) {
            int other = 1 - i;
            machines[i] = lab.machine("m" + i, Placement.DEFAULT, machine -> {
                turn.incrementAndGet();
                machines[other].cpu.wake();
                machine.vcpus.scheduleTimer(machine.cpu, System.nanoTime() + 1_000_000_000L);
                machine.cpu.waitForInterrupt();
            });
        }
        Arrays.stream(machines).forEach(Machine::start);
        PcpuLab.await(() -> turn.get() > WARM_UP);
        long lane = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("pcpu0"))
                .findFirst()
                .orElseThrow()
                .threadId();
        int begin = turn.get();
        long before = threads.getThreadAllocatedBytes(lane);

        PcpuLab.await(() -> turn.get() > begin + SWITCHES);

        assertThat(threads.getThreadAllocatedBytes(lane) - before).isLessThan(ALLOWED);
    }
}
