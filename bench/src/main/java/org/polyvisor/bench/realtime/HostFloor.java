package org.polyvisor.bench.realtime;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.polyvisor.bench.BenchException;
import org.polyvisor.bench.machine.HostCores;
import org.polyvisor.host.HostThread;

/**
 * What the host gives a real-time thread on the core under test, with no hypervisor: one thread under SCHED_FIFO that
 * sleeps until each millisecond and then works for a fifth of it, about as long as the baseband's frame job takes in its
 * VM, beside one of ordinary priority that spins. No guest can do better than this.
 *
 * @param lateness begin of each job after its release, in nanoseconds
 * @param response end of each job after its release, in nanoseconds
 * @param lost releases that came while the job before still ran
 */
record HostFloor(Histogram lateness, Histogram response, long lost) {
    private static final long PERIOD = 1_000_000L;
    private static final long WORK = 200_000L;
    private static final long LONGEST = 10_000_000_000L;
    private static final int DIGITS = 3;
    private static final int PRIORITY = 80;
    private static final int CALIBRATION = 2_000_000;
    private static final int CALIBRATIONS = 5;

    static HostFloor measure(HostCores core, Duration duration) throws BenchException {
        AtomicBoolean done = new AtomicBoolean();
        Jobs jobs = new Jobs(Integer.parseInt(core.list()), duration);
        Thread load = Thread.ofPlatform().daemon().start(() -> {
            HostThread.setAffinity(jobs.cpu);
            while (!done.get()) {
                Thread.onSpinWait();
            }
        });
        Thread worker = Thread.ofPlatform().start(jobs);
        try {
            worker.join();
            done.set(true);
            load.join();
        } catch (InterruptedException e) {
            done.set(true);
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", e);
        }
        return new HostFloor(jobs.lateness, jobs.response, jobs.lost);
    }

    /** How many jobs began later than so many nanoseconds. */
    long laterThan(long nanos) {
        return lateness.getTotalCount() - lateness.getCountBetweenValues(0, nanos);
    }

    /** How many jobs ended after their millisecond or did not begin, as the baseband counts them. */
    long misses() {
        return response.getTotalCount() - response.getCountBetweenValues(0, PERIOD) + lost;
    }

    private static final class Jobs implements Runnable {
        private final Histogram lateness = new Histogram(LONGEST, DIGITS);
        private final Histogram response = new Histogram(LONGEST, DIGITS);
        private final int cpu;
        private final Duration duration;
        private long lost;
        private long sink;

        Jobs(int cpu, Duration duration) {
            this.cpu = cpu;
            this.duration = duration;
        }

        @Override
        public void run() {
            HostThread.setAffinity(cpu);
            HostThread.setTimerSlackNanos(1);
            HostThread.setFifo(PRIORITY);
            long steps = stepsOfAJob();
            long begin = System.nanoTime();
            long next = begin + PERIOD;
            while (next - begin < duration.toNanos()) {
                sleepUntil(next);
                long late = System.nanoTime() - next;
                work(steps);
                long end = System.nanoTime() - next;
                lateness.recordValue(Math.min(late, LONGEST));
                response.recordValue(Math.min(end, LONGEST));
                lost += end / PERIOD;
                next += PERIOD * (1 + end / PERIOD);
            }
        }

        /** How many steps take as long as a job should: the fastest of some tries, the first of which are not compiled yet. */
        private long stepsOfAJob() {
            long least = Long.MAX_VALUE;
            for (int i = 0; i < CALIBRATIONS; i++) {
                long start = System.nanoTime();
                work(CALIBRATION);
                least = Math.min(least, System.nanoTime() - start);
            }
            return CALIBRATION * WORK / least;
        }

        private void work(long steps) {
            long x = sink | 1;
            for (long i = 0; i < steps; i++) {
                x = x * 6364136223846793005L + 1442695040888963407L;
            }
            sink = x;
        }

        private static void sleepUntil(long moment) {
            for (long left = moment - System.nanoTime(); left > 0; left = moment - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
        }
    }
}
