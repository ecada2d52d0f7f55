package org.polyvisor.hypervisor.hardware;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.polyvisor.arm.engines.Engines;

/**
 * Gives back the memory of translated code of machines that idle: most of it is of the guest's start and of programs
 * that have ended. What an idling guest runs again and again is a small part, and soon translated anew.
 *
 * <p>Real-time machines are left alone: translating takes time at a moment that nobody chose.
 */
final class IdleTrim implements AutoCloseable {
    /** How long a machine must have idled: nobody is waiting for it then. */
    private static final long SPAN_SECONDS = 15;

    /** It idles if it runs less than this share of that time: what clocks and watchdogs of an idle Linux take. */
    private static final double IDLE_SHARE = 0.02;

    /** Less code than this is not worth it; a Linux that idles has less. */
    private static final long WORTH_BYTES = 4L << 20;

    /** One thread for all machines, which exists only while there is one. */
    private static final ScheduledThreadPoolExecutor EXECUTOR = executor();

    private final Engines engines;
    private final LongSupplier runNanos;
    private final Future<?> task;
    private long seenNanos;
    private long seenAt = System.nanoTime();

    /** @param runNanos how long the machine's vCPUs have run so far */
    IdleTrim(Engines engines, LongSupplier runNanos) {
        this.engines = engines;
        this.runNanos = runNanos;
        task = EXECUTOR.scheduleAtFixedRate(this::look, SPAN_SECONDS, SPAN_SECONDS, TimeUnit.SECONDS);
    }

    private static ScheduledThreadPoolExecutor executor() {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("idle-trim").factory());
        executor.setKeepAliveTime(1, TimeUnit.SECONDS);
        executor.allowCoreThreadTimeOut(true);
        executor.setRemoveOnCancelPolicy(true);
        return executor;
    }

    private void look() {
        long now = System.nanoTime();
        long ran = runNanos.getAsLong();
        boolean idle = ran - seenNanos < IDLE_SHARE * (now - seenAt);
        seenNanos = ran;
        seenAt = now;
        if (idle && engines.statistics().bytesInUse() > WORTH_BYTES) {
            engines.trim();
        }
    }

    @Override
    public void close() {
        task.cancel(false);
    }
}
