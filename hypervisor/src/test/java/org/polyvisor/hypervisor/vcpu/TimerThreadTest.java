package org.polyvisor.hypervisor.vcpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TimerThreadTest {
    private record Expiry(int timer, long at) {}

    private final LinkedBlockingQueue<Expiry> expiries = new LinkedBlockingQueue<>();
    private final TimerThread timers =
            new TimerThread("test timers", 3, timer -> expiries.add(new Expiry(timer, System.nanoTime())));

    @BeforeEach
    void start() {
        timers.start();
    }

    @AfterEach
    void close() {
        timers.close();
    }

    private static long in(long millis) {
        return System.nanoTime() + Duration.ofMillis(millis).toNanos();
    }

    private Expiry next() throws InterruptedException {
        Expiry expiry = expiries.poll(30, TimeUnit.SECONDS);
        assertThat(expiry).isNotNull();
        return expiry;
    }

    @Test
    void timerNeverExpiresBeforeItsTime() throws InterruptedException {
        long deadline = in(20);

        timers.schedule(0, deadline);

        assertThat(next().at() - deadline).isNotNegative();
    }

    @Test
    void earlierDeadlineOfAnotherTimerIsServedFirst() throws InterruptedException {
        timers.schedule(0, in(400));
        timers.schedule(2, in(10));

        assertThat(next().timer()).isEqualTo(2);
        assertThat(next().timer()).isZero();
    }

    @Test
    void laterDeadlineReplacesTheEarlierOne() throws InterruptedException {
        timers.schedule(1, in(50));
        long later = in(200);
        timers.schedule(1, later);

        assertThat(next().at() - later).isNotNegative();
        assertThat(expiries).isEmpty();
    }

    @Test
    void deadlineInThePastExpiresAtOnce() throws InterruptedException {
        timers.schedule(1, in(-1000));

        assertThat(next().timer()).isEqualTo(1);
    }

    @Test
    void deadlineCenturiesAwayHoldsUpNothing() throws InterruptedException {
        timers.schedule(0, System.nanoTime() + Long.MAX_VALUE - 1_000_000_000_000L);
        timers.schedule(1, in(10));

        assertThat(next().timer()).isEqualTo(1);
    }
}
