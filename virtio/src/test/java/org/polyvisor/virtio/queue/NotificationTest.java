package org.polyvisor.virtio.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.polyvisor.virtio.driver.Buffer.in;

import org.junit.jupiter.api.Test;
import org.polyvisor.virtio.Features;
import org.polyvisor.virtio.driver.EchoDevice;
import org.polyvisor.virtio.driver.TestDriver;
import org.polyvisor.virtio.driver.TestQueue;

/** Which notifications are sent and asked for, in both directions (virtio 1.2, 2.7.7 and 2.7.10). */
class NotificationTest {
    private final TestDriver driver = new TestDriver(new EchoDevice(), 1 << 20);
    private final long buffer = driver.memory.allocate(16, 1);

    private TestQueue start(long features) {
        TestQueue queue = driver.negotiate(features).queue(0, 8);
        driver.start();
        return queue;
    }

    private void useOne(TestQueue queue) {
        queue.add(in(buffer, 16));
        queue.publish();
        queue.kick();
        assertThat(queue.poll()).isPresent();
    }

    @Test
    void withoutEventIndexEveryUsedBufferInterrupts() {
        TestQueue queue = start(0);

        useOne(queue);
        assertThat(driver.acknowledgeInterrupts()).isEqualTo(1);
        useOne(queue);
        assertThat(driver.acknowledgeInterrupts()).isEqualTo(1);
    }

    @Test
    void withoutEventIndexTheNoInterruptFlagSilencesTheDevice() {
        TestQueue queue = start(0);
        queue.setAvailFlags(1);

        useOne(queue);

        assertThat(driver.acknowledgeInterrupts()).isZero();
    }

    @Test
    void withEventIndexOnlyTheNamedEntryInterrupts() {
        TestQueue queue = start(Features.RING_EVENT_IDX);
        queue.setUsedEvent(2);

        useOne(queue);
        assertThat(driver.acknowledgeInterrupts()).isZero();
        useOne(queue);
        assertThat(driver.acknowledgeInterrupts()).isZero();
        useOne(queue);
        assertThat(driver.acknowledgeInterrupts()).isEqualTo(1);
        useOne(queue);
        assertThat(driver.acknowledgeInterrupts()).isZero();
    }

    @Test
    void withEventIndexTheNoInterruptFlagMeansNothing() {
        TestQueue queue = start(Features.RING_EVENT_IDX);
        queue.setAvailFlags(1);

        useOne(queue);

        assertThat(driver.acknowledgeInterrupts()).isEqualTo(1);
    }

    @Test
    void idleDeviceAsksToBeNotified() {
        TestQueue queue = start(Features.RING_EVENT_IDX);
        useOne(queue);

        queue.add(in(buffer, 16));

        assertThat(queue.publishAndKick()).isTrue();
        assertThat(queue.poll()).isPresent();
    }

    @Test
    void usedFlagsStayZeroWithEventIndex() {
        TestQueue queue = start(Features.RING_EVENT_IDX);

        useOne(queue);

        assertThat(driver.memory.getShort(queue.deviceArea)).isZero();
    }

    @Test
    void indicesWrapAround() {
        TestQueue queue = start(Features.RING_EVENT_IDX);
        for (int i = 0; i < 65537; i++) {
            useOne(queue);
        }
        driver.acknowledgeInterrupts();
        queue.setUsedEvent(1);

        useOne(queue);

        assertThat(queue.deviceUsedIndex()).isEqualTo(2);
        assertThat(driver.acknowledgeInterrupts()).isEqualTo(1);
    }
}
