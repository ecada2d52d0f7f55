package org.polyvisor.bench.machine;

import java.time.Duration;
import org.polyvisor.bench.BenchException;

/** Waiting while a machine goes on. */
public final class Pause {
    private Pause() {}

    /** Returns after {@code duration}; an interrupt ends the measurement. */
    public static void of(Duration duration) throws BenchException {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", e);
        }
    }
}
