package org.polyvisor.board.device;

import java.time.Duration;
import java.time.Instant;

/** The host's time as devices see it, and a way to be called later. */
public interface AlarmClock {
    /** Wall-clock time. */
    Instant now();

    /**
     * Runs {@code task} once after {@code delay}, on a thread of the clock's own.
     *
     * @return stops the task if it has not run yet; never throws
     */
    Runnable schedule(Duration delay, Runnable task);
}
