package org.polyvisor.virtio.entropy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.polyvisor.virtio.driver.Buffer.in;
import static org.polyvisor.virtio.driver.Buffer.out;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.polyvisor.host.ServiceThreads;
import org.polyvisor.virtio.driver.TestDriver;
import org.polyvisor.virtio.driver.TestQueue;

class EntropyDeviceTest {
    private final TestDriver driver = new TestDriver(new EntropyDevice(ServiceThreads.ORDINARY), 1 << 20);
    private final TestQueue queue = driver.negotiate(0).queue(0, 8);
    private final long buffer = driver.start().memory.allocate(8192, 1);

    @AfterEach
    void close() {
        driver.close();
    }

    @Test
    void fillsBuffersWithDifferentBytes() {
        queue.add(out(buffer, 30), out(buffer + 100, 34));
        queue.add(out(buffer + 200, 64));
        queue.publishAndKick();

        assertThat(queue.await().length()).isEqualTo(64);
        assertThat(queue.await().length()).isEqualTo(64);
        assertThat(driver.memory.bytes(buffer, 30)).isNotEqualTo(new byte[30]);
        assertThat(driver.memory.bytes(buffer + 100, 34)).isNotEqualTo(new byte[34]);
        assertThat(driver.memory.bytes(buffer + 200, 30)).isNotEqualTo(driver.memory.bytes(buffer, 30));
    }

    @Test
    void largeBufferIsFilledInPart() {
        queue.add(out(buffer, 8192));
        queue.publishAndKick();

        assertThat(queue.await().length()).isEqualTo(4096);
        assertThat(driver.memory.bytes(buffer + 4096, 4096)).containsOnly(0);
    }

    @Test
    void readableBufferNeedsReset() {
        queue.add(in(buffer, 64), out(buffer + 64, 64));
        queue.publishAndKick();

        assertThat(driver.awaitNeedsReset()).isTrue();
    }
}
