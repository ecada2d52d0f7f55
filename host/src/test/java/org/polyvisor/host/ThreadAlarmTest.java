package org.polyvisor.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ThreadAlarmTest {
    private static final long MILLI = 1_000_000L;
    private static final long LONG_SLEEP = 50_000 * MILLI;

    private final ThreadAlarm clock = new ThreadAlarm(Thread.currentThread(), 2);

    /** Sleeps again where the clock has ended a sleep for no reason, as it may. */
    private void sleepUntil(long limit, long moment) {
        do {
            clock.sleepUntil(limit);
        } while (System.nanoTime() < moment);
    }

    private static void pause(long nanos) {
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }

    @Test
    void sleepLastsUntilItsMoment() {
        long moment = System.nanoTime() + 5 * MILLI;

        sleepUntil(moment, moment);

        assertThat(System.nanoTime()).isBetween(moment, moment + LONG_SLEEP / 2);
    }

    @Test
    void momentInThePastIsNoSleep() {
        long begin = System.nanoTime();

        clock.sleepUntil(begin - MILLI);

        assertThat(System.nanoTime() - begin).isLessThan(LONG_SLEEP / 2);
    }

    @Test
    void whoWakesEndsTheSleepOfNow() throws InterruptedException {
        long begin = System.nanoTime();
        CountDownLatch started = new CountDownLatch(1);
        Thread waker = Thread.ofPlatform().start(() -> {
            started.countDown();
            pause(5 * MILLI);
            clock.wake();
        });
        started.await();

        clock.sleepUntil(begin + LONG_SLEEP);

        assertThat(System.nanoTime() - begin).isLessThan(LONG_SLEEP / 2);
        waker.join();
    }

    @Test
    void whoHasWokenBeforeEndsTheNextSleepAndNoFurtherOne() {
        clock.wake();
        clock.wake();
        long begin = System.nanoTime();

        clock.sleepUntil(begin + LONG_SLEEP);
        long woken = System.nanoTime();
        clock.sleepUntil(woken + 20 * MILLI);

        assertThat(woken - begin).isLessThan(LONG_SLEEP / 2);
        assertThat(System.nanoTime() - woken).isGreaterThanOrEqualTo(20 * MILLI);
    }

    @Test
    void alarmsEndSleepsAtTheirTimes() {
        long begin = System.nanoTime();
        clock.set(0, begin + 30 * MILLI);
        clock.set(1, begin + 10 * MILLI);

        sleepUntil(begin + LONG_SLEEP, begin + 10 * MILLI);
        long first = System.nanoTime() - begin;
        sleepUntil(begin + LONG_SLEEP, begin + 30 * MILLI);

        assertThat(first).isGreaterThanOrEqualTo(10 * MILLI);
        assertThat(System.nanoTime() - begin).isBetween(30 * MILLI, LONG_SLEEP / 2);
    }

    @Test
    void alarmThatIsSetAnewOrSwitchedOffIsForgotten() {
        long begin = System.nanoTime();
        clock.set(0, begin + 20 * MILLI);
        clock.set(1, begin + 20 * MILLI);
        clock.set(0, begin + LONG_SLEEP);
        clock.set(1, ThreadAlarm.NEVER);

        clock.sleepUntil(begin + 60 * MILLI);

        assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(60 * MILLI);
    }

    @Test
    void alarmThatIsSetByAnotherThreadDuringTheSleepEndsIt() throws InterruptedException {
        AtomicLong moment = new AtomicLong();
        Thread other = Thread.ofPlatform().start(() -> {
            pause(5 * MILLI);
            moment.set(System.nanoTime() + 5 * MILLI);
            clock.set(0, moment.get());
        });

        long begin = System.nanoTime();
        clock.sleepUntil(begin + LONG_SLEEP);
        other.join();

        assertThat(System.nanoTime()).isBetween(moment.get(), begin + LONG_SLEEP / 2);
    }

    @Test
    void interruptDoesNotSpoilLaterSleeps() {
        Thread.currentThread().interrupt();
        clock.sleepUntil(System.nanoTime() + MILLI);
        long begin = System.nanoTime();

        clock.sleepUntil(begin + 20 * MILLI);

        assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(20 * MILLI);
    }
}
