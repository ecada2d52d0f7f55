package org.polyvisor.hypervisor.vcpu;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/**
 * The one thread of a machine that waits for its vCPUs' timers: each vCPU has at most one deadline, and the thread
 * sleeps until the earliest.
 */
final class TimerThread implements AutoCloseable {
    private static final long NONE = Long.MAX_VALUE;

    /** The thread is awake and will look at every deadline before it sleeps. */
    private static final long AWAKE = Long.MIN_VALUE;

    private final long origin = System.nanoTime();
    private final AtomicLongArray deadlines;
    private final IntConsumer expired;
    private final Thread thread;
    private volatile long sleepsUntil = AWAKE;
    private volatile boolean closed;

    /**
     * Starts the thread.
     *
     * @param count how many timers there are
     * @param expired called on the timer thread with the index of a timer whose time has come; must not throw
     */
    TimerThread(String name, int count, IntConsumer expired) {
        this.expired = expired;
        deadlines = new AtomicLongArray(count);
        for (int i = 0; i < count; i++) {
            deadlines.set(i, NONE);
        }
        thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Asks for a call at a time of {@link System#nanoTime}; replaces what was asked for before. Any thread. */
    void schedule(int timer, long nanoTime) {
        // The largest value is taken; centuries less do not matter.
        long deadline = Math.min(nanoTime - origin, NONE - 1);
        deadlines.set(timer, deadline);
        if (deadline < sleepsUntil) {
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        while (!closed) {
            long next = fireExpired(System.nanoTime() - origin);
            sleepsUntil = next;
            // Whoever scheduled before the line above may not have woken this thread, but is seen here.
            if (!closed && earliest() >= next) {
                sleep(next);
            }
            sleepsUntil = AWAKE;
        }
    }

    private void sleep(long until) {
        if (until == NONE) {
            LockSupport.park(this);
        } else {
            LockSupport.parkNanos(this, until - (System.nanoTime() - origin));
        }
        Thread.interrupted();
    }

    /** Calls for every timer whose time has come; returns the earliest deadline left. */
    private long fireExpired(long now) {
        long next = NONE;
        for (int i = 0; i < deadlines.length(); i++) {
            long deadline = deadlines.get(i);
            if (deadline > now) {
                next = Math.min(next, deadline);
            } else if (deadlines.compareAndSet(i, deadline, NONE)) {
                expired.accept(i);
            } else {
                next = now;
            }
        }
        return next;
    }

    private long earliest() {
        long next = NONE;
        for (int i = 0; i < deadlines.length(); i++) {
            next = Math.min(next, deadlines.get(i));
        }
        return next;
    }

    /** Ends the thread and waits until it has ended. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        Threads.join(thread);
    }
}
