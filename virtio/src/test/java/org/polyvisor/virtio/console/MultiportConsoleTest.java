package org.polyvisor.virtio.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.polyvisor.virtio.driver.Buffer.in;
import static org.polyvisor.virtio.driver.Buffer.out;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.polyvisor.host.ServiceThreads;
import org.polyvisor.virtio.driver.TestDriver;
import org.polyvisor.virtio.driver.TestQueue;

/** The control protocol (virtio 1.2, 5.3.6.2). */
class MultiportConsoleTest {
    private static final int DEVICE_READY = 0;
    private static final int PORT_READY = 3;
    private static final int PORT_OPEN = 6;

    private final TestSink sink = new TestSink();
    private final TestSink agentSink = new TestSink();
    private final ConsolePort console = ConsolePort.terminal("console", sink);
    private final ConsolePort agent = ConsolePort.channel("org.polyvisor.agent", agentSink);
    private final TestDriver driver =
            new TestDriver(new ConsoleDevice(ServiceThreads.ORDINARY, List.of(console, agent)), 2 << 20);
    private TestQueue controlReceive =
            driver.negotiate(ConsoleDevice.SIZE | ConsoleDevice.MULTIPORT).queue(2, 8);
    private TestQueue controlTransmit = driver.queue(3, 8);
    private final TestQueue agentReceive = driver.queue(4, 8);
    private final TestQueue agentTransmit = driver.queue(5, 8);
    private final long buffer = driver.start().memory.allocate(4096, 16);
    private final long inbox = driver.memory.allocate(4096, 16);

    @AfterEach
    void close() {
        driver.close();
    }

    private void send(int id, int event, int value) {
        driver.memory.putInt(buffer, id);
        driver.memory.putShort(buffer + 4, (short) event);
        driver.memory.putShort(buffer + 6, (short) value);
        controlTransmit.add(in(buffer, 8));
        controlTransmit.publishAndKick();
        assertThat(controlTransmit.await().length()).isZero();
    }

    /** Offers a buffer and waits for the next message, as hexadecimal digits. */
    private String nextMessage() {
        controlReceive.add(out(inbox, 64));
        controlReceive.publishAndKick();
        int length = (int) controlReceive.await().length();
        return HexFormat.of().formatHex(driver.memory.bytes(inbox, length));
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    private void addPorts() {
        send(-1, DEVICE_READY, 1);
        nextMessage();
        nextMessage();
    }

    @Test
    void offersMultiportWithTheNumberOfPorts() {
        assertThat(driver.offeredFeatures() & 0xff).isEqualTo(ConsoleDevice.SIZE | ConsoleDevice.MULTIPORT);
        assertThat(driver.config(4, 4)).isEqualTo(2);
    }

    @Test
    void portsAreAddedOnceTheDriverIsReady() {
        send(-1, DEVICE_READY, 1);

        assertThat(nextMessage()).isEqualTo("00000000" + "0100" + "0100");
        assertThat(nextMessage()).isEqualTo("01000000" + "0100" + "0100");
    }

    @Test
    void noPortIsAddedTwice() {
        addPorts();
        send(-1, DEVICE_READY, 1);
        send(1, PORT_READY, 1);

        assertThat(nextMessage()).startsWith("01000000" + "0700");
    }

    @Test
    void readyConsolePortLearnsThatItIsOneItsNameSizeAndThatItIsOpen() {
        console.resize(80, 25);
        addPorts();
        send(0, PORT_READY, 1);

        assertThat(nextMessage()).isEqualTo("00000000" + "0400" + "0100");
        assertThat(nextMessage()).isEqualTo("00000000" + "0700" + "0100" + hex("console"));
        assertThat(nextMessage()).isEqualTo("00000000" + "0500" + "0100" + "5000" + "1900");
        assertThat(nextMessage()).isEqualTo("00000000" + "0600" + "0100");
    }

    @Test
    void readyChannelPortLearnsItsNameAndThatItIsOpen() {
        addPorts();
        send(1, PORT_READY, 1);

        assertThat(nextMessage()).isEqualTo("01000000" + "0700" + "0100" + hex("org.polyvisor.agent"));
        assertThat(nextMessage()).isEqualTo("01000000" + "0600" + "0100");
    }

    @Test
    void resizeOfReadyConsoleIsAnnounced() {
        addPorts();
        send(0, PORT_READY, 1);
        nextMessage();
        nextMessage();
        nextMessage();

        console.resize(100, 50);

        assertThat(nextMessage()).isEqualTo("00000000" + "0500" + "0100" + "6400" + "3200");
    }

    @Test
    void inputIsKeptUntilTheGuestOpensThePort() {
        addPorts();
        agent.receive(new byte[] {1, 2, 3}, 0, 3);
        agentReceive.add(out(inbox, 64));
        agentReceive.publishAndKick();
        send(1, PORT_READY, 1);
        assertThat(agentReceive.poll()).isEmpty();

        send(1, PORT_OPEN, 1);

        assertThat(agentReceive.await().length()).isEqualTo(3);
    }

    @Test
    void outputOfSecondPortGoesToItsOwnSink() {
        driver.memory.putBytes(buffer, "pong".getBytes(StandardCharsets.US_ASCII));
        agentTransmit.add(in(buffer, 4));
        agentTransmit.publishAndKick();
        agentTransmit.await();

        assertThat(agentSink.text()).isEqualTo("pong");
        assertThat(sink.text()).isEmpty();
    }

    @Test
    void messagesAboutPortsThatDoNotExistAreIgnored() {
        send(0, PORT_READY, 1);
        send(7, PORT_READY, 1);
        send(-5, PORT_OPEN, 1);
        send(0, 0xffff, 0xffff);
        addPorts();

        assertThat(driver.needsReset()).isFalse();
    }

    @Test
    void shortMessageIsIgnored() {
        controlTransmit.add(in(buffer, 7));
        controlTransmit.publishAndKick();
        controlTransmit.await();

        assertThat(driver.needsReset()).isFalse();
    }

    @Test
    void floodOfRequestsIsAnsweredOnce() {
        addPorts();
        for (int i = 0; i < 1000; i++) {
            send(1, PORT_READY, 1);
        }

        nextMessage();
        nextMessage();
        controlReceive.add(out(inbox, 64));
        controlReceive.publishAndKick();
        send(1, PORT_OPEN, 1);

        assertThat(controlReceive.poll()).isEmpty();
    }

    @Test
    void bufferTooSmallForAMessageNeedsReset() {
        controlReceive.add(out(inbox, 4));
        controlReceive.publishAndKick();
        send(-1, DEVICE_READY, 1);

        assertThat(driver.awaitNeedsReset()).isTrue();
    }

    @Test
    void resetStartsTheProtocolAnew() {
        addPorts();
        send(1, PORT_READY, 1);

        driver.negotiate(ConsoleDevice.MULTIPORT);
        controlReceive = driver.queue(2, 8);
        controlTransmit = driver.queue(3, 8);
        driver.start();
        send(-1, DEVICE_READY, 1);

        assertThat(nextMessage()).isEqualTo("00000000" + "0100" + "0100");
    }

    @Test
    void driverHearsThatTheHostsEndIsClosedAndOpened() {
        addPorts();
        send(1, PORT_READY, 1);
        nextMessage();
        nextMessage();

        agent.setOpen(false);
        String closed = nextMessage();
        agent.setOpen(true);

        assertThat(closed).isEqualTo("01000000" + "0600" + "0000");
        assertThat(nextMessage()).isEqualTo("01000000" + "0600" + "0100");
    }

    @Test
    void hostHearsWhetherTheGuestHasThePortOpenAndThatAResetClosesIt() {
        List<Boolean> heard = new CopyOnWriteArrayList<>();
        agent.onGuestOpen(heard::add);
        addPorts();
        send(1, PORT_OPEN, 1);
        driver.write(TestDriver.STATUS, 0);

        assertThat(heard).containsExactly(true, false);
    }

    @Test
    void singleNamedPortMakesAMultiportDevice() {
        ConsoleDevice device =
                new ConsoleDevice(ServiceThreads.ORDINARY, List.of(ConsolePort.channel("only", agentSink)));

        assertThat(device.features() & ConsoleDevice.MULTIPORT).isNotZero();
        assertThat(device.queueCount()).isEqualTo(4);
    }
}
