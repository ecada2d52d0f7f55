package org.polyvisor.virtio.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.polyvisor.virtio.driver.Buffer.in;
import static org.polyvisor.virtio.driver.Buffer.out;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.polyvisor.host.ServiceThreads;
import org.polyvisor.virtio.driver.TestDriver;
import org.polyvisor.virtio.driver.TestQueue;

/** The input device (virtio 1.2, 5.8) with one key. */
class KeysDeviceTest {
    private static final int SELECT_NAME = 0x01;
    private static final int SELECT_EVENT_BITS = 0x11;
    private static final int SELECT_AXIS = 0x12;
    private static final int TYPE_KEY = 1;
    private static final int TYPE_LED = 0x11;
    private static final int EVENT_BYTES = 8;

    private final KeysDevice keys = new KeysDevice(ServiceThreads.ORDINARY, "keys of a test", KeysDevice.POWER);
    private final TestDriver driver = new TestDriver(keys, 1 << 20);
    private final TestQueue events = driver.negotiate(0).queue(0, 8);
    private final TestQueue status = driver.queue(1, 8);
    private final long buffers = driver.start().memory.allocate(4096, 16);

    @AfterEach
    void close() {
        driver.close();
    }

    private int select(int select, int subselect) {
        driver.mmio.write(0x100, 1, select);
        driver.mmio.write(0x101, 1, subselect);
        return (int) driver.config(2, 1);
    }

    private void offer(int count) {
        for (int i = 0; i < count; i++) {
            events.add(out(buffers + (long) i * EVENT_BYTES, EVENT_BYTES));
        }
        events.publishAndKick();
    }

    private byte[] event(int index) {
        return driver.memory.bytes(buffers + (long) index * EVENT_BYTES, EVENT_BYTES);
    }

    @Test
    void tellsItsName() {
        int size = select(SELECT_NAME, 0);

        assertThat(size).isEqualTo("keys of a test".length());
        assertThat(driver.config(8, 4)).isEqualTo(asNumber("keys"));
    }

    private static long asNumber(String fourLetters) {
        byte[] letters = fourLetters.getBytes(StandardCharsets.US_ASCII);
        return letters[0] | letters[1] << 8 | letters[2] << 16 | letters[3] << 24;
    }

    @Test
    void hasTheOneKeyAndNoAxes() {
        int keyBytes = select(SELECT_EVENT_BITS, TYPE_KEY);
        long byteOfPower = driver.config(8 + KeysDevice.POWER / 8, 1);
        int ledBytes = select(SELECT_EVENT_BITS, TYPE_LED);
        int axisBytes = select(SELECT_AXIS, 0);

        assertThat(keyBytes).isEqualTo(KeysDevice.POWER / 8 + 1);
        assertThat(byteOfPower).isEqualTo(1 << KeysDevice.POWER % 8);
        assertThat(ledBytes).isZero();
        assertThat(axisBytes).isZero();
    }

    @Test
    void pressComesAsKeyAndEndOfGroup() {
        offer(2);

        boolean heard = keys.set(KeysDevice.POWER, true);

        assertThat(heard).isTrue();
        assertThat(events.await().length()).isEqualTo(EVENT_BYTES);
        assertThat(events.await().length()).isEqualTo(EVENT_BYTES);
        assertThat(event(0)).containsExactly(1, 0, KeysDevice.POWER, 0, 1, 0, 0, 0);
        assertThat(event(1)).containsOnly(0);
    }

    @Test
    void pressWaitsForBuffers() {
        keys.set(KeysDevice.POWER, true);
        keys.set(KeysDevice.POWER, false);

        offer(4);

        assertThat(events.await().length()).isEqualTo(EVENT_BYTES);
        assertThat(event(0)).containsExactly(1, 0, KeysDevice.POWER, 0, 1, 0, 0, 0);
        assertThat(event(2)).containsExactly(1, 0, KeysDevice.POWER, 0, 0, 0, 0, 0);
    }

    @Test
    void noMoreThanSomeEventsWait() {
        press(1000);
        offer(8);
        int taken = 0;
        while (events.poll().isPresent()) {
            offer(1);
            taken++;
        }

        assertThat(taken).isEqualTo(64);
    }

    private void press(int times) {
        for (int i = 0; i < times; i++) {
            keys.set(KeysDevice.POWER, i % 2 == 0);
        }
    }

    @Test
    void nobodyHearsAPressWithoutADriver() {
        assertThat(new KeysDevice(ServiceThreads.ORDINARY, "keys", KeysDevice.POWER).set(KeysDevice.POWER, true))
                .isFalse();
    }

    @Test
    void pressThatTheDriverHasNotTakenOutlastsAReset() {
        keys.set(KeysDevice.POWER, true);

        awaitPressAfterReset();
    }

    @Test
    void pressAfterAResetWaitsForTheDriverToComeBack() {
        driver.write(TestDriver.STATUS, 0);
        keys.set(KeysDevice.POWER, true);

        awaitPressAfterReset();
    }

    private void awaitPressAfterReset() {
        TestQueue again = driver.negotiate(0).queue(0, 8);
        driver.start();
        boolean waits = keys.isWaiting();
        again.add(out(buffers, EVENT_BYTES));
        again.add(out(buffers + EVENT_BYTES, EVENT_BYTES));
        again.publishAndKick();

        assertThat(waits).isTrue();
        assertThat(again.await().length()).isEqualTo(EVENT_BYTES);
        assertThat(event(0)).containsExactly(1, 0, KeysDevice.POWER, 0, 1, 0, 0, 0);
        assertThat(keys.isWaiting()).isFalse();
    }

    @Test
    void pressThatIsWithdrawnNeverComes() {
        driver.write(TestDriver.STATUS, 0);
        keys.set(KeysDevice.POWER, true);

        boolean withdrawn = keys.withdraw();

        assertThat(withdrawn).isTrue();
        assertThat(keys.isWaiting()).isFalse();
        assertThat(keys.set(KeysDevice.POWER, true)).isFalse();
    }

    @Test
    void pressIsNotWithdrawnFromADriverThatIsThere() {
        keys.set(KeysDevice.POWER, true);

        assertThat(keys.withdraw()).isFalse();
        assertThat(keys.isWaiting()).isTrue();
    }

    @Test
    void statusMessagesAreTaken() {
        status.add(in(buffers, EVENT_BYTES));
        status.publishAndKick();

        assertThat(status.await().length()).isZero();
    }

    @Test
    void bufferTooSmallForAnEventNeedsReset() {
        events.add(out(buffers, EVENT_BYTES - 1));
        events.publishAndKick();

        assertThat(driver.awaitNeedsReset()).isTrue();
    }
}
