package org.polyvisor.virtio;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.polyvisor.host.ServiceThreads;

/**
 * A thread that runs one task each time it is signalled, so that the vCPU that signals need not wait. Signals during a
 * run cause one more run. The thread starts with the first signal and sleeps between runs.
 *
 * <p>It is a platform thread: file input and output would hold a virtual thread's carrier anyway.
 */
public final class Worker implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Worker.class.getName());

    private final ServiceThreads threads;
    private final String name;
    private final Runnable task;
    private final AtomicBoolean signalled = new AtomicBoolean();
    private volatile boolean closed;
    private volatile @Nullable Thread thread;

    /** @param threads of the machine that it serves */
    public Worker(ServiceThreads threads, String name, Runnable task) {
        this.threads = threads;
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
            thread = threads.start(name, this::run);
        }
        return thread;
    }

    private void run() {
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
