package org.polyvisor.virtio.driver;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.polyvisor.arm.bus.InterruptLine;

/** An interrupt wire that can be waited for, and that counts how often it was asserted. */
public final class TestLine implements InterruptLine {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean level;
    private int rises;

    @Override
    public void set(boolean asserted) {
        lock.lock();
        try {
            if (asserted && !level) {
                rises++;
            }
            level = asserted;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    public boolean isAsserted() {
        lock.lock();
        try {
            return level;
        } finally {
            lock.unlock();
        }
    }

    public int rises() {
        lock.lock();
        try {
            return rises;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the wire is asserted; false after {@code millis} without. */
    public boolean await(long millis) {
        long left = TimeUnit.MILLISECONDS.toNanos(millis);
        lock.lock();
        try {
            while (!level && left > 0) {
                left = changed.awaitNanos(left);
            }
            return level;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            lock.unlock();
        }
    }
}
