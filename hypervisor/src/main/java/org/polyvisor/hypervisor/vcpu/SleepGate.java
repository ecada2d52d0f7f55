package org.polyvisor.hypervisor.vcpu;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Where one thread sleeps until another wakes it. A wake-up that comes while the thread is awake makes its next sleep
 * end at once, so that none is lost.
 */
final class SleepGate {
    private volatile @Nullable Thread sleeper;
    private volatile boolean woken;

    /**
     * Sleeps until {@link #wake} was called since the last return, or for {@code nanos}, or less; only one thread ever
     * calls this.
     *
     * @param nanos {@link Long#MAX_VALUE} for no limit
     */
    void sleep(long nanos) {
        // The order matters: a waker that does not see the sleeper has set the flag that is read after it.
        sleeper = Thread.currentThread();
        if (!woken) {
            if (nanos == Long.MAX_VALUE) {
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, nanos);
            }
            // An interrupt would make every later sleep end at once.
            Thread.interrupted();
        }
        sleeper = null;
        woken = false;
    }

    /** Ends the present or the next sleep. Any thread. */
    void wake() {
        woken = true;
        Thread thread = sleeper;
        if (thread != null) {
            LockSupport.unpark(thread);
        }
    }
}
