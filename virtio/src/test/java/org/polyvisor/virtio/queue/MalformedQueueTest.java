package org.polyvisor.virtio.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.polyvisor.virtio.driver.Buffer.in;
import static org.polyvisor.virtio.driver.Buffer.out;
import static org.polyvisor.virtio.driver.TestQueue.INDIRECT;
import static org.polyvisor.virtio.driver.TestQueue.NEXT;
import static org.polyvisor.virtio.driver.TestQueue.WRITE;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.polyvisor.virtio.Features;
import org.polyvisor.virtio.driver.EchoDevice;
import org.polyvisor.virtio.driver.TestDriver;
import org.polyvisor.virtio.driver.TestMemory;
import org.polyvisor.virtio.driver.TestQueue;

/** Every way to break the rules of a ring or a chain ends in DEVICE_NEEDS_RESET and a configuration interrupt. */
class MalformedQueueTest {
    private static final int SIZE = 8;

    private final TestDriver driver = new TestDriver(new EchoDevice(), 1 << 20);
    private TestQueue queue = driver.negotiate(Features.RING_INDIRECT_DESC).queue(0, SIZE);
    private long buffer;
    private long table;

    @BeforeEach
    void setUp() {
        driver.start();
        buffer = driver.memory.allocate(4096, 16);
        table = driver.memory.allocate(4096, 16);
    }

    private void descriptor(int slot, long address, long length, int flags, int next) {
        queue.descriptor(queue.descriptorArea, slot, address, length, flags, next);
    }

    private void offerAndKick(int head) {
        queue.offer(head);
        queue.publish();
        queue.kick();
    }

    private void assertNeedsReset() {
        assertThat(driver.needsReset()).isTrue();
        assertThat(driver.read(0x060) & 2).isEqualTo(2);
        assertThat(queue.deviceUsedIndex()).isZero();
    }

    @Test
    void headBeyondTheTable() {
        offerAndKick(SIZE);
        assertNeedsReset();
    }

    @Test
    void nextBeyondTheTable() {
        descriptor(0, buffer, 16, NEXT, SIZE);
        offerAndKick(0);
        assertNeedsReset();
    }

    @Test
    void largestNext() {
        descriptor(0, buffer, 16, NEXT, 0xffff);
        offerAndKick(0);
        assertNeedsReset();
    }

    @Test
    void descriptorThatChainsToItself() {
        descriptor(0, buffer, 16, NEXT, 0);
        offerAndKick(0);
        assertNeedsReset();
    }

    @Test
    void loopOfSeveralDescriptors() {
        descriptor(0, buffer, 16, NEXT | WRITE, 1);
        descriptor(1, buffer, 16, NEXT | WRITE, 2);
        descriptor(2, buffer, 16, NEXT | WRITE, 1);
        offerAndKick(0);
        assertNeedsReset();
    }

    @Test
    void bufferOfNoBytes() {
        descriptor(0, buffer, 0, 0, 0);
        offerAndKick(0);
        assertNeedsReset();
    }

    @Test
    void readableBehindWritable() {
        descriptor(0, buffer, 16, NEXT | WRITE, 1);
        descriptor(1, buffer, 16, 0, 0);
        offerAndKick(0);
        assertNeedsReset();
    }

    @Test
    void bufferOutsideOfRam() {
        descriptor(0, 0x1000, 16, 0, 0);
        offerAndKick(0);
        assertNeedsReset();
    }

    @Test
    void bufferThatEndsOutsideOfRam() {
        descriptor(0, driver.memory.end() - 8, 16, WRITE, 0);
        offerAndKick(0);
        assertNeedsReset();
    }

    @Test
    void bufferThatWrapsRoundTheAddressSpace() {
        descriptor(0, -8, 0xffff_ffffL, WRITE, 0);
        offerAndKick(0);
        assertNeedsReset();
    }

    @Test
    void bufferThatIsLongerThanRam() {
        descriptor(0, TestMemory.BASE, 0xffff_ffffL, WRITE, 0);
        offerAndKick(0);
        assertNeedsReset();
    }

    @Test
    void moreChainsAvailableThanTheRingHolds() {
        queue.setAvailIndex(SIZE + 1);
        queue.kick();
        assertNeedsReset();
    }

    @Test
    void availableIndexThatGoesBack() {
        queue.setAvailIndex(0xffff);
        queue.kick();
        assertNeedsReset();
    }

    @Test
    void indirectTableWithinIndirectTable() {
        descriptor(0, table, 32, INDIRECT, 0);
        queue.descriptor(table, 0, table + 16, 16, INDIRECT, 0);
        queue.descriptor(table, 1, buffer, 16, WRITE, 0);
        offerAndKick(0);
        assertNeedsReset();
    }

    @Test
    void indirectDescriptorThatAlsoChains() {
        descriptor(0, table, 16, INDIRECT | NEXT, 1);
        descriptor(1, buffer, 16, WRITE, 0);
        queue.descriptor(table, 0, buffer, 16, 0, 0);
        offerAndKick(0);
        assertNeedsReset();
    }

    @Test
    void indirectTableOfNoWholeNumberOfDescriptors() {
        descriptor(0, table, 24, INDIRECT, 0);
        queue.descriptor(table, 0, buffer, 16, 0, 0);
        offerAndKick(0);
        assertNeedsReset();
    }

    @Test
    void emptyIndirectTable() {
        descriptor(0, table, 0, INDIRECT, 0);
        offerAndKick(0);
        assertNeedsReset();
    }

    @Test
    void indirectTableOutsideOfRam() {
        descriptor(0, driver.memory.end() - 16, 32, INDIRECT, 0);
        offerAndKick(0);
        assertNeedsReset();
    }

    @Test
    void nextBeyondTheIndirectTable() {
        descriptor(0, table, 16, INDIRECT, 0);
        queue.descriptor(table, 0, buffer, 16, NEXT, 1);
        offerAndKick(0);
        assertNeedsReset();
    }

    @Test
    void loopInIndirectTable() {
        descriptor(0, table, 32, INDIRECT, 0);
        queue.descriptor(table, 0, buffer, 16, NEXT, 1);
        queue.descriptor(table, 1, buffer, 16, NEXT, 0);
        offerAndKick(0);
        assertNeedsReset();
    }

    @Test
    void indirectChainLongerThanTheQueue() {
        descriptor(0, table, 16L * (SIZE + 1), INDIRECT, 0);
        for (int i = 0; i <= SIZE; i++) {
            queue.descriptor(table, i, buffer, 16, NEXT, i + 1);
        }
        offerAndKick(0);
        assertNeedsReset();
    }

    @Test
    void indirectDescriptorWithoutTheFeature() {
        driver.negotiate(0);
        queue = driver.queue(0, SIZE);
        driver.start();
        descriptor(0, table, 16, INDIRECT, 0);
        queue.descriptor(table, 0, buffer, 16, 0, 0);
        offerAndKick(0);
        assertNeedsReset();
    }

    @Test
    void chainsBeforeTheMalformedOneAreServedAndLaterOnesAreNot() {
        queue.add(in(buffer, 8), out(buffer + 8, 8));
        descriptor(5, buffer, 0, 0, 0);
        queue.offer(5);
        queue.add(in(buffer, 8), out(buffer + 8, 8));
        queue.publish();
        queue.kick();
        queue.kick();

        assertThat(driver.needsReset()).isTrue();
        assertThat(queue.deviceUsedIndex()).isEqualTo(1);
    }

    @Test
    void otherQueueStopsToo() {
        driver.negotiate(0);
        queue = driver.queue(0, SIZE);
        TestQueue other = driver.queue(1, SIZE);
        driver.start();
        offerAndKick(SIZE);
        other.add(in(buffer, 8), out(buffer + 8, 8));
        other.publish();
        other.kick();

        assertNeedsReset();
        assertThat(other.deviceUsedIndex()).isZero();
    }

    @Test
    void writeFlagOfIndirectDescriptorMeansNothing() {
        descriptor(0, table, 32, INDIRECT | WRITE, 0);
        queue.descriptor(table, 0, buffer, 16, NEXT, 1);
        queue.descriptor(table, 1, buffer + 16, 16, WRITE, 0);
        offerAndKick(0);

        assertThat(driver.needsReset()).isFalse();
        assertThat(queue.deviceUsedIndex()).isEqualTo(1);
    }

    @Test
    void directBuffersMayPrecedeAnIndirectTable() {
        queue.addIndirect(2, in(buffer, 8), in(buffer + 8, 8), out(buffer + 16, 8), out(buffer + 24, 8));
        queue.publishAndKick();

        assertThat(queue.await().length()).isEqualTo(16);
    }

    @Test
    void indirectTableNeedsNoAlignment() {
        descriptor(0, table + 3, 16, INDIRECT, 0);
        queue.descriptor(table + 3, 0, buffer, 16, 0, 0);
        offerAndKick(0);

        assertThat(driver.needsReset()).isFalse();
        assertThat(queue.deviceUsedIndex()).isEqualTo(1);
    }

    @Test
    void chainOfTheWholeQueueIsAccepted() {
        queue.add(
                in(buffer, 1),
                in(buffer + 1, 1),
                in(buffer + 2, 1),
                in(buffer + 3, 1),
                out(buffer + 8, 1),
                out(buffer + 9, 1),
                out(buffer + 10, 1),
                out(buffer + 11, 1));
        queue.publishAndKick();

        assertThat(queue.await().length()).isEqualTo(4);
    }
}
