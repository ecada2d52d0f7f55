package org.polyvisor.host;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits in tests for what another thread does. */
final class Waiting {
    private Waiting() {}

    /** Whether the condition came true in time. */
    static boolean until(Duration limit, BooleanSupplier condition) throws InterruptedException {
        long start = System.nanoTime();
        while (!condition.getAsBoolean() && System.nanoTime() - start < limit.toNanos()) {
            Thread.sleep(1);
        }
        return condition.getAsBoolean();
    }
}
