package org.polyvisor.hypervisor.sched;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import jdk.jfr.consumer.RecordingStream;
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
        AtomicLong readings = new AtomicLong();
        AtomicLong allocated = new AtomicLong();
        try (RecordingStream stream = new RecordingStream()) {
            stream.enable("jdk.ThreadAllocationStatistics").withPeriod(Duration.ofMillis(100));
            stream.onEvent("jdk.ThreadAllocationStatistics", event -> {
                if (event.getThread("thread").getJavaName().equals("pcpu0")) {
                    allocated.set(event.getLong("allocated"));
                    readings.incrementAndGet();
                }
            });
            stream.startAsync();
            Arrays.stream(machines).forEach(Machine::start);
            PcpuLab.await(() -> turn.get() > WARM_UP);
            awaitReading(readings);
            long before = allocated.get();
            int begin = turn.get();

            PcpuLab.await(() -> turn.get() > begin + SWITCHES);

            awaitReading(readings);
            assertThat(allocated.get()).isPositive();
            assertThat(allocated.get() - before).isLessThan(ALLOWED);
        }
    }

    /** One that was made after this call: the one after the next. */
    private static void awaitReading(AtomicLong readings) {
        long seen = readings.get();
        PcpuLab.await(() -> readings.get() > seen + 1);
    }
}
