package org.polyvisor.host;

import java.util.concurrent.ThreadFactory;

/**
 * Makes the threads that serve a machine beside its vCPUs: its devices', its console's, its clock's. They are daemons.
 *
 * <p>They take locks that the machine's vCPUs need, and must not lose the processor to whoever comes while they have one:
 * for a real-time vCPU that would be as if whoever comes went before it.
 */
public final class ServiceThreads {
    /** Ordinary threads that run as soon as they wake, where the host supports it. */
    public static final ServiceThreads ORDINARY = new ServiceThreads(0);

    /** Of threads that run as soon as they wake, in nanoseconds. */
    static final long SLICE = 100_000L;

    private final int priority;

    private ServiceThreads(int priority) {
        this.priority = priority;
    }

    /**
     * Real-time threads, where the host permits it; elsewhere {@link #ORDINARY}.
     *
     * @param priority under SCHED_FIFO, from 1 to {@link HostThread#MAX_PRIORITY}
     */
    public static ServiceThreads fifo(int priority) {
        HostThread.requirePriority(priority);
        return new ServiceThreads(priority);
    }

    /** Starts a thread that runs {@code task}. */
    public Thread start(String name, Runnable task) {
        Thread thread = unstarted(name, task);
        thread.start();
        return thread;
    }

    /** Makes threads of that name. */
    public ThreadFactory factory(String name) {
        return task -> unstarted(name, task);
    }

    private Thread unstarted(String name, Runnable task) {
        return Thread.ofPlatform().daemon().name(name).unstarted(() -> {
            settle();
            task.run();
        });
    }

    private void settle() {
        if (priority == 0 || !HostThread.setFifo(priority)) {
            HostThread.setSliceNanos(SLICE);
        }
    }
}
