package org.polyvisor.virtio;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.polyvisor.host.HostThread;

/**
 * A thread that runs one task each time it is signalled, so that the vCPU that signals need not wait. Signals during a
 * run cause one more run. The thread starts with the first signal and sleeps between runs.
 *
 * <p>It is a platform thread: file input and output would hold a virtual thread's carrier anyway.
 */
public final class Worker implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Worker.class.getName());

    private static final long SLICE = 100_000L;

    /** How far it stays behind the real-time thread that has started it, with room for the JVM's own between them. */
    private static final int DISTANCE = 2;

    private final String name;
    private final Runnable task;
    private final AtomicBoolean signalled = new AtomicBoolean();
    private volatile boolean closed;
    private volatile @Nullable Thread thread;

    public Worker(String name, Runnable task) {
        this.name = name;
        this.task = task;
    }

    /** Asks for a run of the task that starts after this call. */
    public void signal() {
        if (signalled.getAndSet(true)) {
            return;
        }
        Thread present = thread;
        LockSupport.unpark(present == null ? start() : present);
    }

    /** The thread, started by whoever comes first; it may have run and gone to sleep before it is known here. */
    private synchronized @Nullable Thread start() {
        if (thread == null && !closed) {
            int priority = HostThread.fifoPriority() - DISTANCE;
            thread = Thread.ofPlatform().daemon().name(name).start(() -> run(priority));
        }
        return thread;
    }

    /**
     * It takes locks that its VM's vCPUs need, and must not lose the processor to whoever comes while it has one: a compiler
     * of the JVM kept a real-time vCPU waiting for tens of milliseconds that way.
     *
     * @param priority under SCHED_FIFO, where a real-time vCPU has started it; else less than 1
     */
    private void run(int priority) {
        if (priority < 1 || !HostThread.setFifo(priority)) {
            HostThread.setSliceNanos(SLICE);
        }
        while (!closed) {
            if (signalled.getAndSet(false)) {
                runTask();
            } else {
                LockSupport.park(this);
                // An interrupt would make every later park return at once, and the JDK close files under the task.
                Thread.interrupted();
            }
        }
    }

    /** A device without its thread would be silent for ever, so a mistake of ours in one run must not end it. */
    private void runTask() {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, name + ": internal error", e);
        }
    }

    /**
     * Lets the thread end after the run in progress, without waiting for it. That run may be held up outside, as by a
     * terminal; what keeps it from guest memory is that its queue is no longer live.
     */
    @Override
    public synchronized void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
