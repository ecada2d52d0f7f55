package org.polyvisor.hypervisor.sched;

import org.polyvisor.host.HostThread;
import org.polyvisor.host.ThreadAlarm;

/**
 * The thread that looks at the clock for a pCPU whose lanes are busy with guests: their time slices, and the timers of
 * the vCPUs that wait. A lane that sleeps looks after its vCPUs' timers itself.
 */
final class LaneTimer {
    /** Above the lanes: it has to interrupt them. */
    static final int HOST_PRIORITY = Lane.HOST_PRIORITY + 1;

    /** Shorter than the host gives a fair lane, so that a guest's timer need not wait for the end of that. */
    private static final long SLICE = 100_000L;

    private static final int LANES = 2;

    /** The thread is awake and will look at everything before it sleeps. */
    private static final long AWAKE = Long.MIN_VALUE;

    private final Scheduler scheduler;
    private final Pcpu pcpu;
    private final Thread thread;
    private final ThreadAlarm clock;
    private volatile long sleepsUntil = AWAKE;
    private volatile int number;

    LaneTimer(Scheduler scheduler, Pcpu pcpu) {
        this.scheduler = scheduler;
        this.pcpu = pcpu;
        thread = Thread.ofPlatform()
                .daemon()
                .name(scheduler.name() + "pcpu" + pcpu.index() + " timer")
                .unstarted(this::run);
        clock = new ThreadAlarm(thread, LANES);
    }

    void start() {
        thread.start();
    }

    /** By what number the host knows the thread; 0 before it runs. */
    int number() {
        return number;
    }

    Thread thread() {
        return thread;
    }

    /** Something is to happen at {@code nanoTime}, which is on record already. Any thread. */
    void arm(long nanoTime) {
        if (nanoTime < sleepsUntil) {
            clock.wake();
        }
    }

    /**
     * The same for a lane's own thread: it sets the alarm that is its own, which wakes nobody now.
     *
     * @return whether that was necessary
     */
    boolean arm(Lane lane, long nanoTime) {
        boolean necessary = nanoTime < sleepsUntil;
        if (necessary) {
            clock.set(alarmOf(lane), nanoTime);
        }
        return necessary;
    }

    /** Takes back what a lane's own thread has last armed. */
    void disarm(Lane lane) {
        clock.set(alarmOf(lane), ThreadAlarm.NEVER);
    }

    private static int alarmOf(Lane lane) {
        return lane.isRealTime() ? 1 : 0;
    }

    /** Has it look at everything, also whether there are real-time vCPUs now: with them it goes before the lanes. */
    void wake() {
        clock.wake();
    }

    private void run() {
        number = HostThread.number();
        pcpu.spec.hostCore().ifPresent(HostThread::setAffinity);
        HostThread.setTimerSlackNanos(1);
        HostThread.setSliceNanos(SLICE);
        boolean raised = false;
        while (!scheduler.isClosed()) {
            if (!raised && scheduler.hasRealTime()) {
                HostThread.setFifo(HOST_PRIORITY);
                raised = true;
            }
            long next = fire(System.nanoTime());
            sleepsUntil = next;
            // Whoever put something on record before the line above may not have woken this thread, but is seen here.
            if (!scheduler.isClosed() && earliest() >= next) {
                clock.sleepUntil(next);
            }
            sleepsUntil = AWAKE;
        }
    }

    private long fire(long now) {
        pcpu.fair.endSliceAt(now);
        pcpu.realTime.endSliceAt(now);
        scheduler.fireTimers(pcpu, now);
        return earliest();
    }

    private long earliest() {
        long next = Math.min(pcpu.fair.sliceEnd(), pcpu.realTime.sliceEnd());
        if (!pcpu.fair.isSleeping()) {
            next = Math.min(next, scheduler.earliestTimer(pcpu, false));
        }
        if (!pcpu.realTime.isSleeping()) {
            next = Math.min(next, scheduler.earliestTimer(pcpu, true));
        }
        return next;
    }
}
