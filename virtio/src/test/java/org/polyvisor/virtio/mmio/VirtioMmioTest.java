package org.polyvisor.virtio.mmio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.polyvisor.virtio.driver.Buffer.in;
import static org.polyvisor.virtio.driver.Buffer.out;

import org.junit.jupiter.api.Test;
import org.polyvisor.virtio.Features;
import org.polyvisor.virtio.driver.EchoDevice;
import org.polyvisor.virtio.driver.TestDriver;
import org.polyvisor.virtio.driver.TestMemory;
import org.polyvisor.virtio.driver.TestQueue;

class VirtioMmioTest {
    private final EchoDevice device = new EchoDevice();
    private final TestDriver driver = new TestDriver(device, 1 << 20);

    @Test
    void identifiesItselfAsModernDevice() {
        assertThat(driver.read(0x000)).isEqualTo(0x74726976);
        assertThat(driver.read(0x004)).isEqualTo(2);
        assertThat(driver.read(0x008)).isEqualTo(42);
        assertThat(driver.mmio.size()).isEqualTo(0x200);
    }

    @Test
    void controlRegistersAnswerOnlyWordAccesses() {
        driver.mmio.write(0x070, 1, 1);
        driver.mmio.write(0x070, 8, 1);

        assertThat(driver.mmio.read(0x000, 1)).isZero();
        assertThat(driver.mmio.read(0x000, 8)).isZero();
        assertThat(driver.status()).isZero();
    }

    @Test
    void offersDeviceFeaturesAndThoseOfTheTransport() {
        assertThat(driver.offeredFeatures())
                .isEqualTo(EchoDevice.FEATURE
                        | Features.RING_INDIRECT_DESC
                        | Features.RING_EVENT_IDX
                        | Features.VERSION_1);
    }

    @Test
    void featureWordsBeyondTheSecondAreEmpty() {
        driver.write(0x014, 2);
        assertThat(driver.read(0x010)).isZero();
        driver.write(0x014, -1);
        assertThat(driver.read(0x010)).isZero();
    }

    @Test
    void refusesFeaturesThatWereNotOffered() {
        driver.negotiate(1L << 6);

        assertThat(driver.status()).isEqualTo(TestDriver.ACKNOWLEDGE | TestDriver.DRIVER);
    }

    @Test
    void refusesFeatureBeyondBit63() {
        driver.write(0x024, 2);
        driver.write(0x020, 1);
        driver.acceptFeatures(Features.VERSION_1);

        driver.write(TestDriver.STATUS, TestDriver.FEATURES_OK);

        assertThat(driver.status() & TestDriver.FEATURES_OK).isZero();
    }

    @Test
    void refusesDriverWithoutVersion1() {
        driver.acceptFeatures(EchoDevice.FEATURE);

        driver.write(TestDriver.STATUS, TestDriver.ACKNOWLEDGE | TestDriver.DRIVER | TestDriver.FEATURES_OK);

        assertThat(driver.status() & TestDriver.FEATURES_OK).isZero();
    }

    @Test
    void acceptedFeaturesAreFixedOnceFeaturesOkIsSet() {
        driver.negotiate(EchoDevice.FEATURE);
        driver.acceptFeatures(Features.VERSION_1);
        driver.start();

        assertThat(device.calls)
                .containsExactly(
                        "reset", "negotiated %x".formatted(EchoDevice.FEATURE | Features.VERSION_1), "started");
    }

    @Test
    void driverOkWithoutFeaturesOkStartsNothing() {
        driver.write(TestDriver.STATUS, TestDriver.ACKNOWLEDGE | TestDriver.DRIVER | TestDriver.DRIVER_OK);

        assertThat(driver.status()).isEqualTo(TestDriver.ACKNOWLEDGE | TestDriver.DRIVER);
        assertThat(device.calls).isEmpty();
    }

    @Test
    void statusBitsAreClearedByResetOnly() {
        driver.write(TestDriver.STATUS, TestDriver.ACKNOWLEDGE | TestDriver.DRIVER);
        driver.write(TestDriver.STATUS, TestDriver.ACKNOWLEDGE);
        assertThat(driver.status()).isEqualTo(TestDriver.ACKNOWLEDGE | TestDriver.DRIVER);

        driver.write(TestDriver.STATUS, 0);
        assertThat(driver.status()).isZero();
    }

    @Test
    void driverCannotSetNeedsResetItself() {
        driver.write(TestDriver.STATUS, TestDriver.ACKNOWLEDGE | TestDriver.NEEDS_RESET);

        assertThat(driver.status()).isEqualTo(TestDriver.ACKNOWLEDGE);
    }

    @Test
    void queueBeyondTheLastHasNoSize() {
        driver.write(0x030, 1);
        assertThat(driver.read(0x034)).isEqualTo(8);
        driver.write(0x030, 2);
        assertThat(driver.read(0x034)).isZero();
        driver.write(0x030, -1);
        assertThat(driver.read(0x034)).isZero();
        driver.write(0x044, 1);
        assertThat(driver.read(0x044)).isZero();
        assertThat(driver.needsReset()).isFalse();
    }

    @Test
    void bufferTravelsToTheDeviceAndBack() {
        driver.negotiate(0);
        TestQueue queue = driver.queue(0, 8);
        driver.start();
        long from = driver.memory.allocate(16, 1);
        long to = driver.memory.allocate(16, 1);
        driver.memory.putBytes(from, "0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.US_ASCII));

        int head = queue.add(in(from, 16), out(to, 16));
        queue.publishAndKick();

        assertThat(queue.await()).isEqualTo(new TestQueue.Used(head, 16));
        assertThat(driver.memory.bytes(to, 16)).isEqualTo(driver.memory.bytes(from, 16));
    }

    @Test
    void chainMadeAvailableBeforeDriverOkIsServedAtDriverOk() {
        driver.negotiate(0);
        TestQueue queue = driver.queue(1, 4);
        long buffer = driver.memory.allocate(16, 1);
        queue.add(in(buffer, 8), out(buffer + 8, 8));
        queue.publish();
        queue.kick();
        assertThat(queue.deviceUsedIndex()).isZero();

        driver.start();

        assertThat(queue.deviceUsedIndex()).isEqualTo(1);
    }

    @Test
    void queueMadeReadyAfterDriverOkWorks() {
        driver.negotiate(0).start();
        TestQueue queue = driver.queue(1, 4);
        long buffer = driver.memory.allocate(16, 1);

        queue.add(in(buffer, 8), out(buffer + 8, 8));
        queue.publishAndKick();

        assertThat(queue.await().length()).isEqualTo(8);
    }

    @Test
    void disabledQueueIsNotTouched() {
        driver.negotiate(0);
        TestQueue queue = driver.queue(0, 8);
        driver.start();
        driver.write(0x030, 0);
        driver.write(0x044, 0);
        long buffer = driver.memory.allocate(16, 1);

        queue.add(in(buffer, 8), out(buffer + 8, 8));
        queue.publish();
        queue.kick();

        assertThat(driver.read(0x044)).isZero();
        assertThat(queue.deviceUsedIndex()).isZero();
    }

    @Test
    void configurationOfReadyQueueIsIgnored() {
        driver.negotiate(0);
        TestQueue queue = driver.queue(0, 8);
        driver.writeAddress(0x080, 0);
        driver.write(0x038, 3);
        driver.start();
        long buffer = driver.memory.allocate(16, 1);

        queue.add(in(buffer, 8), out(buffer + 8, 8));
        queue.publishAndKick();

        assertThat(queue.await().length()).isEqualTo(8);
    }

    @Test
    void interruptLineFollowsTheStatusRegister() {
        driver.negotiate(0);
        TestQueue queue = driver.queue(0, 8);
        driver.start();
        long buffer = driver.memory.allocate(16, 1);
        queue.add(in(buffer, 8), out(buffer + 8, 8));
        queue.publishAndKick();
        assertThat(driver.read(0x060)).isEqualTo(1);
        assertThat(driver.line.isAsserted()).isTrue();

        driver.write(0x064, 2);
        assertThat(driver.line.isAsserted()).isTrue();
        driver.write(0x064, 1);
        assertThat(driver.line.isAsserted()).isFalse();
        assertThat(driver.read(0x060)).isZero();
    }

    @Test
    void eventThatIsNotAcknowledgedYetRaisesTheLineAnew() {
        driver.negotiate(0).start();
        device.link().changeConfig(() -> {});
        int seen = driver.line.rises();

        driver.write(0x064, 1);

        assertThat(driver.line.isAsserted()).isTrue();
        assertThat(driver.line.rises()).isEqualTo(seen + 1);
    }

    @Test
    void resetForgetsEverything() {
        driver.negotiate(0);
        TestQueue queue = driver.queue(0, 8);
        driver.start();
        long buffer = driver.memory.allocate(16, 1);
        queue.add(in(buffer, 8), out(buffer + 8, 8));
        queue.publishAndKick();

        driver.write(TestDriver.STATUS, 0);

        assertThat(driver.status()).isZero();
        assertThat(driver.read(0x060)).isZero();
        assertThat(driver.line.isAsserted()).isFalse();
        driver.write(0x030, 0);
        assertThat(driver.read(0x044)).isZero();
        driver.write(TestDriver.STATUS, TestDriver.FEATURES_OK);
        assertThat(driver.status()).as("no feature is accepted any more").isZero();
    }

    @Test
    void configurationSpaceIsReadInAnySize() {
        assertThat(driver.config(0, 1)).isEqualTo(0x11);
        assertThat(driver.config(2, 2)).isEqualTo(0x4433);
        assertThat(driver.config(4, 4)).isEqualTo(0x88776655L);
        assertThat(driver.config(0, 8)).isEqualTo(0x8877665544332211L);
        assertThat(driver.config(8, 8)).isZero();
        assertThat(driver.config(0xf8, 8)).isZero();
    }

    @Test
    void configurationChangeMovesTheGenerationAndInterrupts() {
        driver.negotiate(0).start();
        int before = driver.read(0x0fc);

        device.setConfig(7);

        assertThat(driver.read(0x0fc)).isNotEqualTo(before);
        assertThat(driver.config(0, 8)).isEqualTo(7);
        assertThat(driver.read(0x060)).isEqualTo(2);
        assertThat(driver.line.isAsserted()).isTrue();
    }

    @Test
    void configurationChangeBeforeDriverOkDoesNotInterrupt() {
        device.setConfig(7);

        assertThat(driver.config(0, 8)).isEqualTo(7);
        assertThat(driver.line.isAsserted()).isFalse();
    }

    @Test
    void sharedMemoryRegionsDoNotExist() {
        driver.write(0x0ac, 0);

        assertThat(driver.read(0x0b0)).isEqualTo(-1);
        assertThat(driver.read(0x0b4)).isEqualTo(-1);
        assertThat(driver.read(0x0b8)).isEqualTo(-1);
        assertThat(driver.read(0x0bc)).isEqualTo(-1);
    }

    @Test
    void notificationOfQueueThatDoesNotExistIsIgnored() {
        driver.negotiate(0).start();

        driver.write(0x050, 2);
        driver.write(0x050, -1);

        assertThat(driver.needsReset()).isFalse();
    }

    @Test
    void impossibleQueueNeedsReset() {
        driver.negotiate(0);
        driver.write(0x030, 0);
        driver.write(0x038, 6);
        driver.writeAddress(0x080, TestMemory.BASE);
        driver.writeAddress(0x090, TestMemory.BASE);
        driver.writeAddress(0x0a0, TestMemory.BASE);

        driver.write(0x044, 1);

        assertThat(driver.needsReset()).isTrue();
        assertThat(driver.read(0x044)).isZero();
        assertThat(driver.line.isAsserted())
                .as("before DRIVER_OK nobody is interrupted")
                .isFalse();
    }

    @Test
    void queueOutsideOfRamNeedsResetAndInterruptsARunningDriver() {
        driver.negotiate(0).start();
        driver.write(0x030, 0);
        driver.writeAddress(0x080, TestMemory.BASE);
        driver.writeAddress(0x090, driver.memory.end() - 8);
        driver.writeAddress(0x0a0, TestMemory.BASE);

        driver.write(0x044, 1);

        assertThat(driver.needsReset()).isTrue();
        assertThat(driver.read(0x060)).isEqualTo(2);
        assertThat(driver.line.isAsserted()).isTrue();
    }

    @Test
    void deviceThatNeededResetWorksAfterIt() {
        driver.negotiate(0).start();
        driver.write(0x030, 0);
        driver.write(0x044, 1);
        assertThat(driver.needsReset()).isTrue();

        driver.negotiate(0);
        TestQueue queue = driver.queue(0, 8);
        driver.start();
        long buffer = driver.memory.allocate(16, 1);
        queue.add(in(buffer, 8), out(buffer + 8, 8));
        queue.publishAndKick();

        assertThat(queue.await().length()).isEqualTo(8);
    }
}
