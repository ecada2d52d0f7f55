package org.polyvisor.hypervisor.hardware;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.polyvisor.host.ServiceThreads;
import org.polyvisor.hypervisor.ConsoleSink;

@Timeout(30)
class SerialOutputTest {
    private static SerialOutput output(ConsoleSink sink) {
        return new SerialOutput(ServiceThreads.ORDINARY, "test console output", sink);
    }

    private static void offerAll(SerialOutput output, String text) {
        for (byte value : text.getBytes(StandardCharsets.US_ASCII)) {
            assertThat(output.offer(value)).isTrue();
        }
    }

    @Test
    void closeCarriesOnWhatIsLeftInOrder() {
        ByteArrayOutputStream seen = new ByteArrayOutputStream();
        String text = "0123456789".repeat(400);

        try (SerialOutput output = output((bytes, offset, length) -> {
            seen.write(bytes, offset, length);
            return length;
        })) {
            offerAll(output, text);
        }

        assertThat(seen).hasToString(text);
    }

    @Test
    void sinkThatWaitsDoesNotKeepTheGuestWaiting() throws InterruptedException {
        CountDownLatch go = new CountDownLatch(1);
        Semaphore room = new Semaphore(0);
        AtomicInteger seen = new AtomicInteger();
        SerialOutput output = output((bytes, offset, length) -> {
            await(go);
            seen.addAndGet(length);
            return length;
        });
        output.onRoom(room::release);

        int taken = 0;
        while (output.offer((byte) 'x')) {
            taken++;
        }
        assertThat(seen.get()).isZero();
        go.countDown();

        assertThat(room.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
        assertThat(output.offer((byte) 'y')).isTrue();
        output.close();
        assertThat(seen.get()).isEqualTo(taken + 1);
    }

    @Test
    void whatTheSinkRefusesWaitsUntilItIsReady() throws InterruptedException {
        ByteArrayOutputStream seen = new ByteArrayOutputStream();
        AtomicInteger allowed = new AtomicInteger(3);
        Semaphore written = new Semaphore(0);
        try (SerialOutput output = output((bytes, offset, length) -> {
            int count = Math.min(length, allowed.get());
            allowed.addAndGet(-count);
            seen.write(bytes, offset, count);
            written.release(count);
            return count;
        })) {
            offerAll(output, "abcdef");
            assertThat(written.tryAcquire(3, 10, TimeUnit.SECONDS)).isTrue();
            output.flush();
            assertThat(seen).hasToString("abc");

            allowed.set(100);
            output.sinkReady();

            assertThat(written.tryAcquire(3, 10, TimeUnit.SECONDS)).isTrue();
            assertThat(seen).hasToString("abcdef");
        }
    }

    /** The guest's side refuses and hears of room while the other side comes and goes: nothing is lost or stands still. */
    @Test
    void everyByteArrivesHoweverTheTwoSidesMeet() throws InterruptedException {
        Random random = new Random(1);
        ByteArrayOutputStream seen = new ByteArrayOutputStream();
        Semaphore room = new Semaphore(0);
        SerialOutput output = output((bytes, offset, length) -> {
            int count = Math.min(length, 1 + random.nextInt(700));
            seen.write(bytes, offset, count);
            return count;
        });
        output.onRoom(room::release);

        byte[] expected = new byte[300_000];
        new Random(2).nextBytes(expected);
        for (byte value : expected) {
            while (!output.offer(value)) {
                assertThat(room.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
            }
        }
        output.close();

        assertThat(seen.toByteArray()).isEqualTo(expected);
    }

    /** Else a guest that never stops writing could keep its machine from ending. */
    @Test
    void flushEndsThoughTheGuestWritesOn() {
        Thread flushing = Thread.currentThread();
        AtomicInteger pieces = new AtomicInteger();
        SerialOutput[] made = new SerialOutput[1];
        made[0] = output((bytes, offset, length) -> {
            if (Thread.currentThread() == flushing && pieces.incrementAndGet() < 1000) {
                made[0].offer((byte) 'y');
            }
            return length;
        });
        offerAll(made[0], "x");

        made[0].flush();

        assertThat(pieces.get()).isLessThanOrEqualTo(1);
        made[0].close();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
