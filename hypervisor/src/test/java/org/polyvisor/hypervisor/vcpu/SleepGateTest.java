package org.polyvisor.hypervisor.vcpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SleepGateTest {
    private final SleepGate gate = new SleepGate();

    @Test
    void wakeBeforeTheSleepEndsIt() {
        gate.wake();

        gate.sleep(Long.MAX_VALUE);
    }

    @Test
    void sleepEndsAfterItsTime() {
        long start = System.nanoTime();

        gate.sleep(Duration.ofMillis(5).toNanos());

        assertThat(System.nanoTime() - start).isLessThan(Duration.ofSeconds(20).toNanos());
    }

    @Test
    void wakeEndsASleepWithoutLimit() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        Thread sleeper = Thread.ofPlatform().start(() -> {
            gate.sleep(Long.MAX_VALUE);
            done.countDown();
        });

        gate.wake();

        assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
        sleeper.join();
    }

    @Test
    void noWakeIsLostInManyRaces() throws InterruptedException {
        int rounds = 20_000;
        Semaphore answered = new Semaphore(0);
        boolean[] work = new boolean[1];
        Thread sleeper = Thread.ofPlatform().start(() -> {
            for (int i = 0; i < rounds; i++) {
                while (!takeWork(work)) {
                    gate.sleep(Long.MAX_VALUE);
                }
                answered.release();
            }
        });

        for (int i = 0; i < rounds; i++) {
            synchronized (work) {
                work[0] = true;
            }
            gate.wake();
            assertThat(answered.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
        }

        sleeper.join();
    }

    private static boolean takeWork(boolean[] work) {
        synchronized (work) {
            boolean was = work[0];
            work[0] = false;
            return was;
        }
    }
}
