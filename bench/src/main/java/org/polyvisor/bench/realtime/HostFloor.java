package org.polyvisor.bench.realtime;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.polyvisor.bench.BenchException;
import org.polyvisor.bench.machine.HostCores;
import org.polyvisor.host.HostThread;

/**
 * How promptly the host itself wakes a thread on the core under test, with no hypervisor: one thread under SCHED_FIFO
 * that sleeps until the next millisecond, beside one of ordinary priority that spins. No guest can do better than this.
 *
 * @param lateness of each wake-up, in nanoseconds
 */
record HostFloor(Histogram lateness) {
    private static final long PERIOD = 1_000_000L;
    private static final long LONGEST = 10_000_000_000L;
    private static final int DIGITS = 3;
    private static final int PRIORITY = 80;

    static HostFloor measure(HostCores core, Duration duration) throws BenchException {
        AtomicBoolean done = new AtomicBoolean();
        Histogram lateness = new Histogram(LONGEST, DIGITS);
        int cpu = Integer.parseInt(core.list());
        Thread load = Thread.ofPlatform().daemon().start(() -> {
            HostThread.setAffinity(cpu);
            while (!done.get()) {
                Thread.onSpinWait();
            }
        });
        Thread sleeper = Thread.ofPlatform().start(() -> {
            HostThread.setAffinity(cpu);
            HostThread.setTimerSlackNanos(1);
            HostThread.setFifo(PRIORITY);
            long begin = System.nanoTime();
            for (long next = begin + PERIOD; next - begin < duration.toNanos(); next += PERIOD) {
                sleepUntil(next);
                lateness.recordValue(Math.min(System.nanoTime() - next, LONGEST));
            }
        });
        try {
            sleeper.join();
            done.set(true);
            load.join();
        } catch (InterruptedException e) {
            done.set(true);
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", e);
        }
        return new HostFloor(lateness);
    }

    private static void sleepUntil(long moment) {
        for (long left = moment - System.nanoTime(); left > 0; left = moment - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /** How many wake-ups came later than so many nanoseconds. */
    long laterThan(long nanos) {
        return lateness.getTotalCount() - lateness.getCountBetweenValues(0, nanos);
    }
}
