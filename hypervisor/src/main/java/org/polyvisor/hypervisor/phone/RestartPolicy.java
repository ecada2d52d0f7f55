package org.polyvisor.hypervisor.phone;

import java.time.Duration;
import org.polyvisor.hypervisor.ConfigurationException;
import org.polyvisor.hypervisor.Outcome;

/**
 * Whether and when a VM that has ended is started again. The first wait is {@code delay}; each further one is twice as
 * long, up to {@code maxDelay}. A run that lasted {@link #STABLE} begins the count anew.
 *
 * @param when after what kinds of end
 * @param delay the first wait, 1 ms or more
 * @param maxDelay the longest wait, not less than {@code delay}
 * @param limit how many restarts in a row are tried, 1 or more
 */
public record RestartPolicy(When when, Duration delay, Duration maxDelay, int limit) {
    /** After what a VM is started again. */
    public enum When {
        /** After nothing. */
        NEVER,
        /** After a panic, or a failure of its machine. */
        ON_FAILURE,
        /** After each end that nobody outside the VM asked for. */
        ALWAYS
    }

    public static final Duration DEFAULT_DELAY = Duration.ofSeconds(1);
    public static final Duration DEFAULT_MAX_DELAY = Duration.ofSeconds(60);
    public static final int DEFAULT_LIMIT = 5;

    /** A VM that ran for this long was well. */
    public static final Duration STABLE = Duration.ofMinutes(1);

    /** The longest wait that makes sense. */
    public static final Duration LONGEST = Duration.ofDays(1);

    /** No restart. */
    public static final RestartPolicy NEVER =
            new RestartPolicy(When.NEVER, DEFAULT_DELAY, DEFAULT_MAX_DELAY, DEFAULT_LIMIT);

    /** @throws ConfigurationException if a value is out of its range */
    public RestartPolicy {
        if (delay.compareTo(Duration.ofMillis(1)) < 0 || delay.compareTo(maxDelay) > 0) {
            throw new ConfigurationException("a restart's delay of %d ms is not possible: give 1ms to max-delay, %d ms"
                    .formatted(delay.toMillis(), maxDelay.toMillis()));
        }
        if (maxDelay.compareTo(LONGEST) > 0) {
            throw new ConfigurationException("a restart's max-delay of %d ms is not possible: give a day at most"
                    .formatted(maxDelay.toMillis()));
        }
        if (limit < 1) {
            throw new ConfigurationException(
                    "%d restarts are not possible: give 1 or more, or policy: never".formatted(limit));
        }
    }

    /** Whether a VM is started again that has ended so by itself. */
    public boolean wants(Outcome outcome) {
        return switch (when) {
            case NEVER -> false;
            case ON_FAILURE -> outcome instanceof Outcome.Panicked || outcome instanceof Outcome.Failed;
            case ALWAYS -> true;
        };
    }

    /** The wait before a restart; {@code attempt} counts from 1. */
    public Duration delayBefore(int attempt) {
        Duration wait = delay;
        for (int i = 1; i < attempt && wait.compareTo(maxDelay) < 0; i++) {
            wait = wait.multipliedBy(2);
        }
        return wait.compareTo(maxDelay) < 0 ? wait : maxDelay;
    }
}
