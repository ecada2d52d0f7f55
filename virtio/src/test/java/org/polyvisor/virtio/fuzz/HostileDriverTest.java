package org.polyvisor.virtio.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.polyvisor.host.ServiceThreads;
import org.polyvisor.storage.RawImage;
import org.polyvisor.virtio.Features;
import org.polyvisor.virtio.VirtioDevice;
import org.polyvisor.virtio.block.BlockDevice;
import org.polyvisor.virtio.block.BlockOptions;
import org.polyvisor.virtio.console.ConsoleDevice;
import org.polyvisor.virtio.console.ConsolePort;
import org.polyvisor.virtio.driver.Buffer;
import org.polyvisor.virtio.driver.TestDriver;
import org.polyvisor.virtio.driver.TestMemory;
import org.polyvisor.virtio.driver.TestQueue;
import org.polyvisor.virtio.entropy.EntropyDevice;
import org.polyvisor.virtio.net.LoopLine;
import org.polyvisor.virtio.net.NetDevice;

/**
 * Whatever a driver does, no exception escapes, no code of ours fails, the disk
 * keeps its size, and after a reset the device works. Two hostile vCPUs at once, against each device.
 */
class HostileDriverTest {
    private static final int STEPS = 3000;
    private static final int DISK = 64 * 512;

    @TempDir
    Path folder;

    @Test
    void blockDeviceSurvives() throws IOException {
        Path file = Files.write(folder.resolve("disk.img"), new byte[DISK]);
        try (RawImage image = RawImage.open(file, false)) {
            attack(
                    () -> new BlockDevice(ServiceThreads.ORDINARY, image, new BlockOptions("disk", 2, 32)),
                    Hostile.Shape.REQUEST,
                    2);
        }
        assertThat(Files.size(file)).isEqualTo(DISK);
    }

    @Test
    void consoleSurvives() {
        ConsolePort console = ConsolePort.terminal("console", (bytes, offset, length) -> length);
        ConsolePort agent = ConsolePort.channel("agent", (bytes, offset, length) -> length / 2);
        try (ChattyHost host = new ChattyHost(List.of(console, agent))) {
            attack(() -> new ConsoleDevice(ServiceThreads.ORDINARY, List.of(console, agent)), Hostile.Shape.STREAM, 6);
            assertThat(host.isAlive()).isTrue();
        }
    }

    @Test
    void entropyDeviceSurvives() {
        attack(() -> new EntropyDevice(ServiceThreads.ORDINARY), Hostile.Shape.STREAM, 1);
    }

    /** Its frames come back to it, so that its hostile buffers are both sent and filled. */
    @Test
    void networkDeviceSurvives() {
        attack(
                () -> new NetDevice(ServiceThreads.ORDINARY, new byte[NetDevice.ADDRESS_BYTES], new LoopLine()),
                Hostile.Shape.STREAM,
                2);
    }

    @Test
    void keysSurvive() {
        try (RestlessFinger finger = new RestlessFinger()) {
            attack(finger::newDevice, Hostile.Shape.STREAM, 2);
            assertThat(finger.isAlive()).isTrue();
        }
    }

    private void attack(Supplier<VirtioDevice> device, Hostile.Shape shape, int queues) {
        FuzzRun run = FuzzRun.start();
        while (run.next()) {
            try (TestDriver driver = new TestDriver(device.get(), 1 << 20)) {
                assertThatCode(() -> attackWithTwoVcpus(driver, run, shape, queues))
                        .as("seed %d", run.seed())
                        .doesNotThrowAnyException();
                assertThat(driver.mmio.internalFailure())
                        .as("seed %d", run.seed())
                        .isNull();
                assertThatDeviceWorks(driver, run);
            }
        }
        System.out.printf("%d rounds of %d steps%n", run.rounds(), STEPS);
    }

    private static void attackWithTwoVcpus(TestDriver driver, FuzzRun run, Hostile.Shape shape, int queues)
            throws Exception {
        Hostile first = new Hostile(driver, run.random(0), shape, queues);
        Hostile second = new Hostile(first, run.random(1));
        Throwable[] thrown = new Throwable[1];
        Thread other = Thread.ofPlatform().start(() -> repeat(second::step, STEPS / 4));
        other.setUncaughtExceptionHandler((thread, cause) -> thrown[0] = cause);
        first.setUp();
        repeat(first::stepOfBootVcpu, STEPS);
        other.join();
        assertThat(thrown[0]).isNull();
    }

    private static void repeat(Runnable step, int steps) {
        for (int i = 0; i < steps; i++) {
            step.run();
        }
    }

    /** A buffer that is no request of any device is answered or leads to a needed reset, never to silence. */
    private static void assertThatDeviceWorks(TestDriver driver, FuzzRun run) {
        driver.write(TestDriver.STATUS, 0);
        driver.memory.slice(TestMemory.BASE, 1 << 20).fill((byte) 0);
        driver.memory.allocate(1 << 17, 16);
        driver.negotiate(Features.RING_EVENT_IDX);
        TestQueue queue = driver.queue(0, 4);
        driver.start();
        assertThat(driver.status()).as("seed %d", run.seed()).isEqualTo(15);
        queue.add(new Buffer(driver.memory.end(), 1, true));
        queue.publishAndKick();
        assertThat(driver.awaitNeedsReset()).as("seed %d", run.seed()).isTrue();
    }
}
