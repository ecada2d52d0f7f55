package org.polyvisor.virtio.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.polyvisor.virtio.driver.Buffer.in;
import static org.polyvisor.virtio.driver.Buffer.out;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.polyvisor.host.ServiceThreads;
import org.polyvisor.virtio.Features;
import org.polyvisor.virtio.driver.Buffer;
import org.polyvisor.virtio.driver.TestDriver;
import org.polyvisor.virtio.driver.TestQueue;

class BlockDeviceTest {
    private static final int IN = 0;
    private static final int OUT = 1;
    private static final int FLUSH = 4;
    private static final int GET_ID = 8;
    private static final int GET_LIFETIME = 10;
    private static final int DISCARD = 11;
    private static final int WRITE_ZEROES = 13;
    private static final int SECTORS = 2048;
    private static final int POISON = 0x5a;

    private final MemoryImage image = new MemoryImage(SECTORS * 512);
    private TestDriver driver = driver(image);
    private TestQueue queue = start(BlockFeatures.FLUSH);
    private final long header = driver.memory.allocate(16, 1);
    private final long status = driver.memory.allocate(1, 1);

    private static TestDriver driver(MemoryImage image) {
        return new TestDriver(
                new BlockDevice(ServiceThreads.ORDINARY, image, new BlockOptions("serial-1", 2, 16)), 4 << 20);
    }

    private TestQueue start(long features) {
        TestQueue started =
                driver.negotiate(features | Features.RING_INDIRECT_DESC).queue(0, 16);
        driver.start();
        return started;
    }

    @AfterEach
    void close() {
        driver.close();
    }

    private void header(int type, long sector) {
        driver.memory.putInt(header, type);
        driver.memory.putInt(header + 4, 0);
        driver.memory.putLong(header + 8, sector);
        driver.memory.putByte(status, (byte) POISON);
    }

    /** Makes a request of one data buffer; returns how many bytes were written. */
    private long request(int type, long sector, Buffer data) {
        header(type, sector);
        queue.add(in(header, 16), data, out(status, 1));
        queue.publishAndKick();
        return queue.await().length();
    }

    private long requestWithoutData(int type, long sector) {
        header(type, sector);
        queue.add(in(header, 16), out(status, 1));
        queue.publishAndKick();
        return queue.await().length();
    }

    private int status() {
        return driver.memory.getByte(status);
    }

    private long random(int bytes, int seed) {
        byte[] data = new byte[bytes];
        new Random(seed).nextBytes(data);
        long address = driver.memory.allocate(bytes, 1);
        driver.memory.putBytes(address, data);
        return address;
    }

    private long range(long sector, int sectors, int flags) {
        long address = driver.memory.allocate(16, 1);
        driver.memory.putLong(address, sector);
        driver.memory.putInt(address + 8, sectors);
        driver.memory.putInt(address + 12, flags);
        return address;
    }

    @Test
    void offersWhatItImplements() {
        assertThat(driver.read(0x008)).isEqualTo(2);
        assertThat(driver.offeredFeatures() & 0xff_ffffL)
                .isEqualTo(BlockFeatures.SIZE_MAX
                        | BlockFeatures.SEG_MAX
                        | BlockFeatures.BLK_SIZE
                        | BlockFeatures.FLUSH
                        | BlockFeatures.TOPOLOGY
                        | BlockFeatures.CONFIG_WCE
                        | BlockFeatures.MQ
                        | BlockFeatures.DISCARD
                        | BlockFeatures.WRITE_ZEROES);
    }

    @Test
    void configurationSpaceTellsTheLimits() {
        assertThat(driver.config(0, 4)).isEqualTo(SECTORS);
        assertThat(driver.config(4, 4)).isZero();
        assertThat(driver.config(8, 4)).as("size_max").isEqualTo(4 << 20);
        assertThat(driver.config(12, 4)).as("seg_max").isEqualTo(14);
        assertThat(driver.config(20, 4)).as("blk_size").isEqualTo(512);
        assertThat(driver.config(24, 1)).as("physical_block_exp").isEqualTo(3);
        assertThat(driver.config(32, 1)).as("writeback").isEqualTo(1);
        assertThat(driver.config(34, 2)).as("num_queues").isEqualTo(2);
        assertThat(driver.config(36, 4)).as("max_discard_sectors").isEqualTo(1 << 21);
        assertThat(driver.config(40, 4)).as("max_discard_seg").isEqualTo(16);
        assertThat(driver.config(44, 4)).as("discard_sector_alignment").isEqualTo(8);
        assertThat(driver.config(48, 4)).as("max_write_zeroes_sectors").isEqualTo(1 << 16);
        assertThat(driver.config(52, 4)).as("max_write_zeroes_seg").isEqualTo(16);
        assertThat(driver.config(56, 1)).as("write_zeroes_may_unmap").isEqualTo(1);
        assertThat(driver.config(60, 4)).isZero();
    }

    @Test
    void writtenSectorsCanBeReadBack() {
        long data = random(8192, 1);
        long back = driver.memory.allocate(8192, 1);

        long writtenByOut = request(OUT, 7, in(data, 8192));
        assertThat(status()).isZero();
        long writtenByIn = request(IN, 7, out(back, 8192));

        assertThat(status()).isZero();
        assertThat(writtenByOut).isEqualTo(1);
        assertThat(writtenByIn).isEqualTo(8193);
        assertThat(driver.memory.bytes(back, 8192)).isEqualTo(driver.memory.bytes(data, 8192));
        assertThat(image.bytes(7 * 512, 8192)).isEqualTo(driver.memory.bytes(data, 8192));
    }

    @Test
    void bufferBoundariesMeanNothing() {
        long data = random(1024, 2);
        long back = driver.memory.allocate(1025, 1);
        header(OUT, 3);
        queue.add(
                in(header, 5), in(header + 5, 11), in(data, 1), in(data + 1, 700), in(data + 701, 323), out(status, 1));
        queue.publishAndKick();
        queue.await();
        assertThat(status()).isZero();
        header(IN, 3);
        queue.addIndirect(1, in(header, 16), out(back, 3), out(back + 3, 1000), out(back + 1003, 22));
        queue.publishAndKick();

        assertThat(queue.await().length()).isEqualTo(1025);
        assertThat(driver.memory.bytes(back, 1024)).isEqualTo(driver.memory.bytes(data, 1024));
        assertThat(driver.memory.getByte(back + 1024))
                .as("status behind the data")
                .isZero();
    }

    @Test
    void headerAndDataMayShareABuffer() {
        long all = random(16 + 512, 3);
        driver.memory.putInt(all, OUT);
        driver.memory.putLong(all + 8, 9);
        queue.add(in(all, 16 + 512), out(status, 1));
        queue.publishAndKick();
        queue.await();

        assertThat(status()).isZero();
        assertThat(image.bytes(9 * 512, 512)).isEqualTo(driver.memory.bytes(all + 16, 512));
    }

    @Test
    void lastSectorCanBeAccessed() {
        request(OUT, SECTORS - 1, in(random(512, 4), 512));

        assertThat(status()).isZero();
    }

    @Test
    void accessBeyondTheEndFailsAndWritesNothing() {
        long data = random(1024, 5);

        request(OUT, SECTORS - 1, in(data, 1024));

        assertThat(status()).isEqualTo(1);
        assertThat(image.bytes((SECTORS - 1) * 512, 512)).containsOnly(0);
    }

    @Test
    void sectorThatOverflowsFails() {
        long data = driver.memory.allocate(512, 1);

        assertThat(request(IN, 1L << 55, out(data, 512))).isZero();
        assertThat(status()).isEqualTo(1);
        assertThat(request(IN, -1, out(data, 512))).isZero();
        assertThat(status()).isEqualTo(1);
    }

    @Test
    void partialSectorFails() {
        request(OUT, 0, in(random(513, 6), 513));
        assertThat(status()).isEqualTo(1);

        request(IN, 0, out(driver.memory.allocate(511, 1), 511));
        assertThat(status()).isEqualTo(1);
    }

    @Test
    void failureOfTheImageIsAnIoError() {
        image.failing = true;

        assertThat(request(IN, 0, out(driver.memory.allocate(512, 1), 512))).isZero();
        assertThat(status()).isEqualTo(1);
        requestWithoutData(FLUSH, 0);
        assertThat(status()).isEqualTo(1);
    }

    @Test
    void flushReachesTheImage() {
        assertThat(requestWithoutData(FLUSH, 0)).isEqualTo(1);

        assertThat(status()).isZero();
        assertThat(image.flushes()).isEqualTo(1);
    }

    @Test
    void idIsTheSerialPaddedWithZeroes() {
        long id = driver.memory.allocate(20, 1);

        assertThat(request(GET_ID, 0, out(id, 20))).isEqualTo(21);

        assertThat(status()).isZero();
        assertThat(driver.memory.bytes(id, 20))
                .isEqualTo(Arrays.copyOf("serial-1".getBytes(StandardCharsets.US_ASCII), 20));
    }

    @Test
    void longBufferForTheIdIsFilledOnlyWithTheId() {
        long id = driver.memory.allocate(30, 1);

        assertThat(request(GET_ID, 0, out(id, 30))).isEqualTo(20);

        assertThat(status()).isZero();
    }

    @Test
    void unknownRequestIsUnsupported() {
        requestWithoutData(GET_LIFETIME, 0);
        assertThat(status()).isEqualTo(2);
        requestWithoutData(-1, 0);
        assertThat(status()).isEqualTo(2);
    }

    @Test
    void discardReachesTheImage() {
        request(DISCARD, 0, in(range(16, 32, 0), 16));

        assertThat(status()).isZero();
        assertThat(image.log).containsExactly("discard 8192+16384");
    }

    @Test
    void discardMayNotUnmap() {
        request(DISCARD, 0, in(range(16, 32, 1), 16));

        assertThat(status()).isEqualTo(2);
        assertThat(image.log).isEmpty();
    }

    @Test
    void rangeWithUnknownFlagIsUnsupported() {
        request(WRITE_ZEROES, 0, in(range(16, 32, 2), 16));

        assertThat(status()).isEqualTo(2);
        assertThat(image.log).isEmpty();
    }

    @Test
    void rangeBeyondTheEndFailsBeforeAnythingIsDone() {
        long list = driver.memory.allocate(32, 1);
        driver.memory.putInt(list + 8, 8);
        driver.memory.putLong(list + 16, SECTORS - 4);
        driver.memory.putInt(list + 24, 8);

        request(DISCARD, 0, in(list, 32));

        assertThat(status()).isEqualTo(1);
        assertThat(image.log).isEmpty();
    }

    @Test
    void rangeLongerThanAnnouncedFails() {
        request(WRITE_ZEROES, 0, in(range(0, (1 << 16) + 1, 0), 16));
        assertThat(status()).isEqualTo(1);
        request(DISCARD, 0, in(range(0, -1, 0), 16));
        assertThat(status()).isEqualTo(1);
    }

    @Test
    void listOfTooManyOrPartialRangesFails() {
        long list = driver.memory.allocate(17 * 16, 1);

        request(DISCARD, 0, in(list, 17 * 16));
        assertThat(status()).isEqualTo(1);
        request(DISCARD, 0, in(list, 15));
        assertThat(status()).isEqualTo(1);
        requestWithoutData(DISCARD, 0);
        assertThat(status()).isEqualTo(1);
    }

    @Test
    void writeZeroesClearsItsRanges() {
        request(OUT, 0, in(random(4096, 8), 4096));

        request(WRITE_ZEROES, 0, in(range(1, 2, 1), 16));

        assertThat(status()).isZero();
        assertThat(image.log).containsExactly("zero 512+1024 unmap true");
        assertThat(image.bytes(512, 1024)).containsOnly(0);
    }

    @Test
    void writesWithoutNegotiatedFlushAreDurableWhenTheyComplete() {
        queue = start(0);

        request(OUT, 0, in(random(512, 9), 512));

        assertThat(status()).isZero();
        assertThat(image.flushes()).isEqualTo(1);
    }

    @Test
    void writesWithNegotiatedFlushAreNotFlushed() {
        request(OUT, 0, in(random(512, 9), 512));

        assertThat(image.flushes()).isZero();
    }

    @Test
    void driverCanTurnTheWriteCacheOff() {
        queue = start(BlockFeatures.FLUSH | BlockFeatures.CONFIG_WCE);
        assertThat(driver.config(32, 1)).isEqualTo(1);

        driver.mmio.write(0x100 + 32, 1, 0);
        request(OUT, 0, in(random(512, 9), 512));

        assertThat(driver.config(32, 1)).isZero();
        assertThat(image.flushes()).isEqualTo(1);
    }

    @Test
    void writeCacheStartsOffForDriverThatCannotFlush() {
        queue = start(BlockFeatures.CONFIG_WCE);

        assertThat(driver.config(32, 1)).isZero();
    }

    @Test
    void writeCacheFieldIsReadOnlyUnlessNegotiated() {
        driver.mmio.write(0x100 + 32, 1, 0);

        assertThat(driver.config(32, 1)).isEqualTo(1);
    }

    @Test
    void capacityCannotBeWritten() {
        driver.mmio.write(0x100, 4, 1);

        assertThat(driver.config(0, 4)).isEqualTo(SECTORS);
    }

    @Test
    void readOnlyDiskFailsWritesAndOffersNoDiscard() {
        driver.close();
        image.readOnly = true;
        driver = driver(image);
        queue = start(BlockFeatures.RO);
        long data = driver.memory.allocate(512, 1);

        assertThat(driver.offeredFeatures() & (BlockFeatures.DISCARD | BlockFeatures.WRITE_ZEROES))
                .isZero();
        assertThat(requestInNewMemory(OUT, in(data, 512))).isEqualTo(1);
        assertThat(requestInNewMemory(DISCARD, in(data, 16))).isEqualTo(1);
        assertThat(requestInNewMemory(WRITE_ZEROES, in(data, 16))).isEqualTo(1);
        assertThat(requestInNewMemory(IN, out(data, 512))).isZero();
        assertThat(image.log).isEmpty();
    }

    private int requestInNewMemory(int type, Buffer data) {
        long newHeader = driver.memory.allocate(16, 1);
        long newStatus = driver.memory.allocate(1, 1);
        driver.memory.putInt(newHeader, type);
        queue.add(in(newHeader, 16), data, out(newStatus, 1));
        queue.publishAndKick();
        queue.await();
        return driver.memory.getByte(newStatus);
    }

    @Test
    void requestWithoutStatusNeedsReset() {
        header(OUT, 0);
        queue.add(in(header, 16));
        queue.publishAndKick();

        assertThat(driver.awaitNeedsReset()).isTrue();
    }

    @Test
    void requestWithShortHeaderNeedsReset() {
        header(OUT, 0);
        queue.add(in(header, 15), out(status, 1));
        queue.publishAndKick();

        assertThat(driver.awaitNeedsReset()).isTrue();
    }

    @Test
    void everyQueueServesRequests() {
        driver.negotiate(BlockFeatures.MQ | BlockFeatures.FLUSH);
        queue = driver.queue(0, 16);
        TestQueue second = driver.queue(1, 16);
        driver.start();
        long data = random(512, 10);
        header(OUT, 1);
        second.add(in(header, 16), in(data, 512), out(status, 1));
        second.publishAndKick();
        second.await();
        long back = driver.memory.allocate(512, 1);
        request(IN, 1, out(back, 512));

        assertThat(driver.memory.bytes(back, 512)).isEqualTo(driver.memory.bytes(data, 512));
    }

    @Test
    void vcpuThatNotifiesIsNotHeldByASlowDisk() {
        image.gate.lock();
        try {
            header(FLUSH, 0);
            queue.add(in(header, 16), out(status, 1));
            queue.publishAndKick();
            assertThat(status()).as("the request is still on its way").isEqualTo(POISON);
        } finally {
            image.gate.unlock();
        }
        queue.await();
        assertThat(status()).isZero();
    }

    @Test
    void resetWaitsForTheRequestInProgressAndNothingIsWrittenAfterIt() {
        long back = driver.memory.allocate(512, 1);
        for (int i = 0; i < 200; i++) {
            header(IN, 0);
            queue.add(in(header, 16), out(back, 512), out(status, 1));
            queue.publish();
            queue.kick();
            driver.write(TestDriver.STATUS, 0);
            driver.memory.putByte(status, (byte) POISON);
            assertThat(driver.line.isAsserted()).isFalse();
            assertThat(status()).isEqualTo(POISON);
            queue = start(BlockFeatures.FLUSH);
        }
    }
}
