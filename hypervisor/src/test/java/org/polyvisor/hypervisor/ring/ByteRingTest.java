package org.polyvisor.hypervisor.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ByteRingTest {
    private final byte[] buffer = new byte[64];

    @Test
    void takesNoMoreThanItHasRoomFor() {
        ByteRing ring = new ByteRing(16);

        assertThat(ring.put(buffer, 0, 20)).isEqualTo(16);
        assertThat(ring.put(buffer, 0, 1)).isZero();
        assertThat(ring.room()).isZero();
    }

    @Test
    void bytesWrapRoundInOrder() {
        ByteRing ring = new ByteRing(8);
        ring.put(buffer, 0, 6);
        ring.remove(6);

        ring.put(new byte[] {1, 2, 3, 4, 5}, 0, 5);

        assertThat(ring.peek(buffer, 64)).isEqualTo(5);
        assertThat(buffer).startsWith(1, 2, 3, 4, 5);
    }

    /** Many times the ring's size, in pieces of any length, with neither side waiting for a lock. */
    @Test
    @Timeout(120)
    void twoThreadsSeeEachByteOnceAndInOrder() throws InterruptedException {
        ByteRing ring = new ByteRing(256);
        int total = 2_000_000;
        Thread producer = Thread.ofPlatform().start(() -> produce(ring, total));

        int wrong = consume(ring, total);
        producer.join();

        assertThat(wrong).isZero();
        assertThat(ring.available()).isZero();
    }

    @Test
    void refusalIsTakenOnce() {
        ByteRing ring = new ByteRing(16);

        assertThat(ring.offer(buffer, 0, 16)).isEqualTo(16);
        assertThat(ring.takeRefusal()).isFalse();
        assertThat(ring.offer(buffer, 0, 1)).isZero();
        assertThat(ring.takeRefusal()).isTrue();
        assertThat(ring.takeRefusal()).isFalse();
    }

    /** A producer that sleeps whenever it is refused is woken each time: it would wait for ever if one got lost. */
    @Test
    @Timeout(120)
    void noRefusalGetsLost() throws InterruptedException {
        ByteRing ring = new ByteRing(8);
        int total = 200_000;
        Semaphore room = new Semaphore(0);
        Thread producer = Thread.ofPlatform().start(() -> {
            for (int sent = 0; sent < total; ) {
                int taken = ring.offer(buffer, 0, Math.min(5, total - sent));
                sent += taken;
                if (taken == 0) {
                    room.acquireUninterruptibly();
                }
            }
        });

        int got = 0;
        while (got < total) {
            int count = ring.peek(new byte[8], 8);
            ring.remove(count);
            got += count;
            if (count > 0 && ring.takeRefusal()) {
                room.release();
            }
        }

        producer.join();
        assertThat(ring.available()).isZero();
    }

    private static void produce(ByteRing ring, int total) {
        Random random = new Random(1);
        byte[] piece = new byte[300];
        for (int sent = 0; sent < total; ) {
            int length = Math.min(total - sent, random.nextInt(piece.length));
            for (int i = 0; i < length; i++) {
                piece[i] = (byte) ((sent + i) * 31 >> 3);
            }
            int taken = ring.put(piece, 0, length);
            sent += taken;
            if (taken == 0) {
                Thread.onSpinWait();
            }
        }
    }

    private static int consume(ByteRing ring, int total) {
        byte[] piece = new byte[100];
        int wrong = 0;
        for (int got = 0; got < total; ) {
            int count = ring.peek(piece, piece.length);
            for (int i = 0; i < count; i++) {
                wrong += piece[i] == (byte) ((got + i) * 31 >> 3) ? 0 : 1;
            }
            ring.remove(count);
            got += count;
            if (count == 0) {
                Thread.onSpinWait();
            }
        }
        return wrong;
    }
}
