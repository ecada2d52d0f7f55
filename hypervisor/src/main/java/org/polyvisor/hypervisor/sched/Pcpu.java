package org.polyvisor.hypervisor.sched;

import java.util.List;
import org.HdrHistogram.AtomicHistogram;

/** A physical CPU: two lanes and a timer, on one host core where the host allows it. */
@SuppressWarnings("NonAtomicVolatileUpdate") // written by whoever parks, one at a time
final class Pcpu {
    /** Of what is measured here, in nanoseconds; longer counts as this. */
    static final long LONGEST = 1_000_000_000L;

    private static final int DIGITS = 2;

    final PcpuSpec spec;
    final Lane fair;
    final Lane realTime;
    final LaneTimer timer;

    /** From one vCPU's guest code to another's, in nanoseconds. */
    final AtomicHistogram switchNanos = new AtomicHistogram(LONGEST, DIGITS);

    /** How much later than asked the host has woken the real-time lane, in nanoseconds. */
    final AtomicHistogram hostLateNanos = new AtomicHistogram(LONGEST, DIGITS);

    /**
     * How far the fair vCPUs here have come, in weighted nanoseconds: as far as the one that was furthest behind when it
     * was chosen, or that nobody waited for. Grows only; written by the fair lane.
     */
    volatile long virtualTime;

    private final long born = System.nanoTime();
    private volatile boolean parked;
    private volatile long parkedSince;
    private volatile long parkedNanos;

    Pcpu(Scheduler scheduler, PcpuSpec spec) {
        this.spec = spec;
        fair = new Lane(scheduler, this, false);
        realTime = new Lane(scheduler, this, true);
        timer = new LaneTimer(scheduler, this);
    }

    int index() {
        return spec.index();
    }

    Lane laneOf(Entity entity) {
        return entity.isRealTime() ? realTime : fair;
    }

    boolean isParked() {
        return parked;
    }

    void setParked(boolean newParked) {
        long now = System.nanoTime();
        if (newParked) {
            parkedSince = now;
        } else if (parked) {
            parkedNanos = parkedNanos + now - parkedSince;
        }
        parked = newParked;
    }

    /** Has all its threads look round. */
    void wake() {
        fair.wake();
        realTime.wake();
        timer.wake();
    }

    /** By what numbers the host knows its threads. */
    List<Integer> threadNumbers() {
        return List.of(fair.number(), realTime.number(), timer.number());
    }

    /** Waits until its threads have ended; those that were never started have. */
    void join() {
        Threads.join(fair.thread());
        Threads.join(realTime.thread());
        Threads.join(timer.thread());
    }

    PcpuStatus status() {
        long now = System.nanoTime();
        Entity first = realTime.current();
        Entity running = first != null ? first : fair.current();
        return new PcpuStatus(
                spec,
                parked,
                running == null ? "" : running.name(),
                fair.busyNanos() + realTime.busyNanos(),
                parkedNanos + (parked ? now - parkedSince : 0),
                now - born,
                fair.switches() + realTime.switches(),
                fair.wakeUps() + realTime.wakeUps());
    }
}
