package org.polyvisor.virtio.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.polyvisor.virtio.driver.Buffer.in;
import static org.polyvisor.virtio.driver.Buffer.out;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.polyvisor.host.ServiceThreads;
import org.polyvisor.virtio.driver.TestDriver;
import org.polyvisor.virtio.driver.TestQueue;

/** The console as a driver without multiport sees it. */
class ConsoleDeviceTest {
    private final TestSink sink = new TestSink();
    private final ConsolePort port = ConsolePort.terminal("console", sink);
    private final TestDriver driver =
            new TestDriver(new ConsoleDevice(ServiceThreads.ORDINARY, List.of(port)), 2 << 20);
    private final TestQueue receive = driver.negotiate(ConsoleDevice.SIZE).queue(0, 8);
    private final TestQueue transmit = driver.queue(1, 8);
    private final long buffer = driver.start().memory.allocate(1 << 20, 16);

    @AfterEach
    void close() {
        driver.close();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private int type(String text) {
        return port.receive(ascii(text), 0, text.length());
    }

    private String text(long address, long length) {
        return new String(driver.memory.bytes(address, (int) length), StandardCharsets.US_ASCII);
    }

    @Test
    void singlePortIsAPlainConsole() {
        assertThat(driver.read(0x008)).isEqualTo(3);
        assertThat(driver.offeredFeatures() & 0xff).isEqualTo(ConsoleDevice.SIZE);
        driver.write(0x030, 2);
        assertThat(driver.read(0x034)).isZero();
    }

    @Test
    void outputHasReachedTheSinkWhenTheNotificationReturns() {
        driver.memory.putBytes(buffer, ascii("hello world"));
        transmit.add(in(buffer, 6), in(buffer + 6, 5));

        transmit.publishAndKick();

        assertThat(sink.text()).isEqualTo("hello world");
        assertThat(transmit.await().length()).isZero();
    }

    @Test
    void slowSinkHoldsTheBufferBackUntilItTookAll() {
        driver.memory.putBytes(buffer, ascii("0123456789"));
        sink.setLimit(4);
        transmit.add(in(buffer, 10));
        transmit.publishAndKick();
        assertThat(sink.text()).isEqualTo("0123");
        assertThat(transmit.poll()).isEmpty();

        sink.setLimit(100);
        port.outputReady();

        transmit.await();
        assertThat(sink.text()).isEqualTo("0123456789");
    }

    @Test
    void resetWorksWhileTheSinkIsStuck() {
        sink.setLimit(0);
        transmit.add(in(buffer, 10));
        transmit.publishAndKick();

        driver.write(TestDriver.STATUS, 0);
        sink.setLimit(100);
        port.outputReady();
        driver.negotiate(0);
        TestQueue again = driver.queue(1, 8);
        driver.start();
        driver.memory.putBytes(buffer, ascii("new"));
        again.add(in(buffer, 3));
        again.publishAndKick();

        again.await();
        assertThat(sink.text()).isEqualTo("new");
    }

    @Test
    void largeOutputIsFinishedOnAnotherThread() {
        transmit.add(in(buffer, 1 << 20));

        transmit.publishAndKick();
        assertThat(sink.count()).isGreaterThanOrEqualTo(65536);

        transmit.await();
        assertThat(sink.count()).isEqualTo(1 << 20);
    }

    @Test
    void inputArrivesInOfferedBuffers() {
        receive.add(out(buffer, 4));
        receive.add(out(buffer + 16, 2), out(buffer + 20, 10));
        receive.publishAndKick();

        type("abcdefgh");

        assertThat(receive.await().length()).isEqualTo(4);
        assertThat(receive.await().length()).isEqualTo(4);
        assertThat(text(buffer, 4)).isEqualTo("abcd");
        assertThat(text(buffer + 16, 2)).isEqualTo("ef");
        assertThat(text(buffer + 20, 2)).isEqualTo("gh");
    }

    @Test
    void inputWaitsForBuffers() {
        type("early");

        receive.add(out(buffer, 64));
        receive.publishAndKick();

        assertThat(receive.await().length()).isEqualTo(5);
        assertThat(text(buffer, 5)).isEqualTo("early");
    }

    @Test
    void inputIsTakenOnlyAsFarAsItCanBeKept() throws InterruptedException {
        Semaphore space = new Semaphore(0);
        port.onInputSpace(space::release);
        assertThat(port.receive(new byte[20000], 0, 20000)).isEqualTo(ConsolePort.INPUT_BYTES);
        assertThat(type("x")).isZero();

        receive.add(out(buffer, 100));
        receive.publishAndKick();

        assertThat(space.tryAcquire(5, TimeUnit.SECONDS)).isTrue();
        assertThat(port.receive(new byte[200], 0, 200)).isEqualTo(100);
    }

    @Test
    void longInputKeepsItsOrder() {
        StringBuilder received = new StringBuilder();
        StringBuilder sent = new StringBuilder();
        for (int i = 0; i < 3000; i++) {
            String line = "line %d\n".formatted(i);
            sent.append(line);
            type(line);
            receive.add(out(buffer, 64));
            receive.publishAndKick();
            received.append(text(buffer, receive.await().length()));
        }

        assertThat(received).hasToString(sent.toString());
    }

    @Test
    void resizeChangesTheConfigurationAndInterrupts() {
        int generation = driver.read(0x0fc);

        port.resize(132, 43);

        assertThat(driver.config(0, 2)).isEqualTo(132);
        assertThat(driver.config(2, 2)).isEqualTo(43);
        assertThat(driver.read(0x0fc)).isNotEqualTo(generation);
        assertThat(driver.read(0x060)).isEqualTo(2);
    }

    @Test
    void writableBufferForOutputNeedsReset() {
        transmit.add(in(buffer, 4), out(buffer + 16, 4));
        transmit.publishAndKick();

        assertThat(driver.awaitNeedsReset()).isTrue();
    }

    @Test
    void readableBufferForInputNeedsReset() {
        receive.add(in(buffer, 4));
        receive.publishAndKick();

        assertThat(driver.awaitNeedsReset()).isTrue();
    }

    @Test
    void impossiblePortsAreRefused() {
        assertThatThrownBy(() -> new ConsoleDevice(ServiceThreads.ORDINARY, List.of()))
                .hasMessage("console ports 0: 1 to 16");
        assertThatThrownBy(() -> ConsolePort.channel("n".repeat(65), sink))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
