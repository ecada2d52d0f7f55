package org.polyvisor.board.device;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.polyvisor.host.ServiceThreads;

/** The host's clock, with one daemon thread that exists only while something is scheduled. */
public final class HostClock implements AlarmClock, AutoCloseable {
    /** Longer delays are cut to this; who waits for a wall-clock time looks at the clock again when called. */
    private static final Duration LONGEST = Duration.ofDays(1);

    private final ScheduledThreadPoolExecutor executor;

    /** @param threads of the machine */
    public HostClock(ServiceThreads threads) {
        executor = new ScheduledThreadPoolExecutor(1, threads.factory("board-clock"));
        executor.setKeepAliveTime(1, TimeUnit.SECONDS);
        executor.allowCoreThreadTimeOut(true);
        executor.setRemoveOnCancelPolicy(true);
        executor.setRejectedExecutionHandler((task, pool) -> {});
    }

    @Override
    public Instant now() {
        return Instant.now();
    }

    @Override
    public Runnable schedule(Duration delay, Runnable task) {
        Duration bounded = delay.compareTo(LONGEST) > 0 ? LONGEST : delay;
        Future<?> future = executor.schedule(task, bounded.toNanos(), TimeUnit.NANOSECONDS);
        return () -> future.cancel(false);
    }

    /** Drops what is scheduled. */
    @Override
    public void close() {
        executor.shutdownNow();
    }
}
