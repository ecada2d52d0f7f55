package org.polyvisor.hypervisor.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.polyvisor.host.ServiceThreads;

@Timeout(120)
class SerialEndTest {
    private final SerialEnd[] ends =
            SerialEnd.pair(ChannelSpec.between("line", ChannelSpec.Type.SERIAL, "one", "other"));

    /** A device that takes as many bytes at a time as it is told to. */
    private static final class Device implements SerialEnd.Device {
        private final ByteArrayOutputStream got = new ByteArrayOutputStream();
        private final Semaphore room = new Semaphore(0);
        private volatile int most = Integer.MAX_VALUE;
        private volatile boolean carrier;

        @Override
        public synchronized int offer(byte[] bytes, int length) {
            int taken = Math.min(length, most);
            got.write(bytes, 0, taken);
            return taken;
        }

        @Override
        public void outputReady() {
            room.release();
        }

        @Override
        public void carrier(boolean present) {
            carrier = present;
        }

        synchronized int count() {
            return got.size();
        }

        synchronized byte[] bytes() {
            return got.toByteArray();
        }
    }

    private static boolean soon(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean() && System.nanoTime() < end) {
            Thread.sleep(2);
        }
        return condition.getAsBoolean();
    }

    @Test
    void bytesReachTheOtherEndsDevice() throws InterruptedException {
        assertThatBytesArrive();
    }

    private void assertThatBytesArrive() throws InterruptedException {
        Device device = new Device();
        try (SerialEnd.Connection connection = ends[1].connect(ServiceThreads.ORDINARY, device)) {
            ends[0].send(new byte[] {1, 2, 3}, 1, 2);

            assertThat(soon(() -> device.count() == 2)).isTrue();
            assertThat(device.bytes()).containsExactly(2, 3);
            assertThat(connection).isNotNull();
        }
    }

    @Test
    void senderIsHeldBackByAMachineThatIsOffAndGoesOnWhenItTakesInput() throws InterruptedException {
        Device sender = new Device();
        Device receiver = new Device();
        byte[] much = new byte[SerialEnd.RING_BYTES + 100];
        try (SerialEnd.Connection first = ends[0].connect(ServiceThreads.ORDINARY, sender)) {
            int taken = ends[0].send(much, 0, much.length);
            try (SerialEnd.Connection second = ends[1].connect(ServiceThreads.ORDINARY, receiver)) {
                assertThat(sender.room.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
                assertThat(ends[0].send(much, taken, much.length - taken)).isEqualTo(100);
                assertThat(soon(() -> receiver.count() == much.length)).isTrue();
                assertThat(second).isNotSameAs(first);
            }
            assertThat(taken).isEqualTo(SerialEnd.RING_BYTES);
        }
    }

    @Test
    void inputThatTheDeviceRefusesComesWhenItHasRoom() throws InterruptedException {
        Device device = new Device();
        device.most = 0;
        try (SerialEnd.Connection connection = ends[1].connect(ServiceThreads.ORDINARY, device)) {
            ends[0].send(new byte[10], 0, 10);
            device.most = 4;
            connection.inputTaken();

            assertThat(soon(() -> device.count() == 10)).isTrue();
        }
    }

    @Test
    void listenerAtTheOtherEndIsSeenAsCarrierUntilItIsSwitchedOff() throws InterruptedException {
        Device device = new Device();
        try (SerialEnd.Connection connection = ends[0].connect(ServiceThreads.ORDINARY, device)) {
            SerialEnd.Connection peer = ends[1].connect(ServiceThreads.ORDINARY, new Device());
            ends[1].setListening(true);
            boolean seen = soon(() -> device.carrier);
            peer.close();

            assertThat(seen).isTrue();
            assertThat(soon(() -> !device.carrier)).isTrue();
            assertThat(connection).isNotNull();
        }
    }

    @Test
    void closedConnectionIsNotCalledAndLeavesNothingToTheNext() throws InterruptedException {
        Device old = new Device();
        old.most = 0;
        SerialEnd.Connection connection = ends[1].connect(ServiceThreads.ORDINARY, old);
        ends[0].send(new byte[10], 0, 10);
        connection.close();
        old.most = 10;
        Device next = new Device();
        try (SerialEnd.Connection again = ends[1].connect(ServiceThreads.ORDINARY, next)) {
            ends[0].send(new byte[] {7}, 0, 1);

            assertThat(soon(() -> next.count() == 1)).isTrue();
            assertThat(next.bytes()).containsExactly(7);
            assertThat(old.count()).isZero();
            assertThat(again).isNotNull();
        }
    }

    @Test
    void oneEndIsOneMachines() {
        try (SerialEnd.Connection connection = ends[0].connect(ServiceThreads.ORDINARY, new Device())) {
            assertThatIllegalStateException().isThrownBy(() -> ends[0].connect(ServiceThreads.ORDINARY, new Device()));
            assertThat(connection).isNotNull();
        }
    }

    /** Data flows both ways while both machines are switched off and on at random: nothing hangs, fails or is mixed up. */
    @Test
    void bothEndsRestartAtRandomWhileDataFlows() throws InterruptedException {
        long seed = System.nanoTime();
        Thread[] machines = new Thread[2];
        int[] rounds = new int[2];
        Throwable[] thrown = new Throwable[2];
        for (int i = 0; i < 2; i++) {
            int end = i;
            machines[i] =
                    Thread.ofPlatform().unstarted(() -> rounds[end] = restartOften(ends[end], new Random(seed + end)));
            machines[i].setUncaughtExceptionHandler((thread, cause) -> thrown[end] = cause);
            machines[i].start();
        }
        machines[0].join();
        machines[1].join();

        assertThat(thrown).as("seed %d", seed).containsOnlyNulls();
        assertThat(rounds).as("seed %d", seed).containsExactly(300, 300);
        // What the one that went on longer has sent to the other goes when that is switched off once more.
        ends[1].connect(ServiceThreads.ORDINARY, new Device()).close();
        assertThatBytesArrive();
    }

    private static int restartOften(SerialEnd end, Random random) {
        byte[] bytes = new byte[10_000];
        Arrays.fill(bytes, (byte) 9);
        int round = 0;
        while (round < 300) {
            Device device = new Device();
            device.most = random.nextInt(3) * 1000;
            try (SerialEnd.Connection connection = end.connect(ServiceThreads.ORDINARY, device)) {
                end.setListening(random.nextBoolean());
                for (int i = 0; i < 20; i++) {
                    end.send(bytes, 0, random.nextInt(bytes.length));
                    connection.inputTaken();
                }
            }
            round++;
        }
        return round;
    }
}
