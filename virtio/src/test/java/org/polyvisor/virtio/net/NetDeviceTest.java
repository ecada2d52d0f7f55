package org.polyvisor.virtio.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.polyvisor.virtio.driver.Buffer.in;
import static org.polyvisor.virtio.driver.Buffer.out;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.polyvisor.host.ServiceThreads;
import org.polyvisor.virtio.driver.TestDriver;
import org.polyvisor.virtio.driver.TestQueue;

/** The network device (virtio 1.2, 5.1) on a line that brings frames back. */
class NetDeviceTest {
    private static final int HEADER = NetDevice.HEADER_BYTES;

    private final LoopLine line = new LoopLine();
    private final TestDriver driver =
            new TestDriver(new NetDevice(ServiceThreads.ORDINARY, new byte[] {2, 1, 2, 3, 4, 5}, line), 2 << 20);
    private final TestQueue receive = driver.negotiate(NetDevice.HAS_MAC | NetDevice.HAS_STATUS | NetDevice.HAS_MTU)
            .queue(0, 8);
    private final TestQueue transmit = driver.queue(1, 8);
    private final long outgoing = driver.start().memory.allocate(4096, 16);
    private final long incoming = driver.memory.allocate(4096, 16);

    @AfterEach
    void close() {
        driver.close();
    }

    private void send(int frameBytes) {
        transmit.add(in(outgoing, HEADER + frameBytes));
        transmit.publishAndKick();
        assertThat(transmit.await().length()).isZero();
    }

    private int receive(int bufferBytes) {
        receive.add(out(incoming, bufferBytes));
        receive.publishAndKick();
        return (int) receive.await().length();
    }

    @Test
    void tellsAddressAndMtu() {
        assertThat(driver.config(0, 4)).isEqualTo(0x03020102);
        assertThat(driver.config(10, 2)).isEqualTo(1500);
    }

    @Test
    void frameComesBehindAHeaderThatSaysOneBuffer() {
        driver.memory.putInt(outgoing + HEADER, 0x11223344);
        send(60);

        assertThat(receive(2048)).isEqualTo(HEADER + 60);
        assertThat(driver.memory.bytes(incoming, HEADER)).containsExactly(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0);
        assertThat(driver.memory.bytes(incoming + HEADER, 4)).containsExactly(0x44, 0x33, 0x22, 0x11);
    }

    @Test
    void frameThatIsTooLongIsDropped() {
        send(NetDevice.MAX_FRAME_BYTES + 1);
        send(NetDevice.MAX_FRAME_BYTES);

        assertThat(receive(2048)).isEqualTo(HEADER + NetDevice.MAX_FRAME_BYTES);
    }

    @Test
    void frameThatDoesNotFitIntoTheDriversBufferIsDropped() {
        send(1000);
        send(50);

        assertThat(receive(HEADER + 100)).isEqualTo(HEADER + 50);
    }

    @Test
    void headerWithoutFrameIsDropped() {
        transmit.add(in(outgoing, HEADER));
        transmit.publishAndKick();

        assertThat(transmit.await().length()).isZero();
        assertThat(driver.status() & TestDriver.NEEDS_RESET).isZero();
    }

    @Test
    void readableReceiveBufferAsksForAReset() {
        receive.add(in(incoming, 100));
        receive.publishAndKick();

        assertThat(driver.awaitNeedsReset()).isTrue();
    }

    @Test
    void lineHearsWhetherADriverIsThere() {
        boolean before = line.isReady();
        driver.write(TestDriver.STATUS, 0);

        assertThat(before).isTrue();
        assertThat(line.isReady()).isFalse();
    }

    @Test
    void driverHearsThatTheLinkGoesDown() throws InterruptedException {
        send(60);
        long before = driver.config(6, 2);
        line.setUp(false);
        send(60);
        send(60);

        assertThat(before).isEqualTo(1);
        assertThat(driver.config(6, 2)).isZero();
    }
}
