package org.polyvisor.gdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.polyvisor.gdb.machine.Client;
import org.polyvisor.gdb.machine.TestMachine;

/** How debuggers come and go. */
@Timeout(60)
class ConnectionTest {
    private TestMachine machine;
    private GdbServer server;

    @BeforeEach
    void start() throws GdbException {
        machine = new TestMachine(2);
        machine.resume();
        server = GdbServer.start(GdbAddress.parse(":0"), machine);
    }

    @AfterEach
    void stop() {
        server.close();
        machine.close();
    }

    private Client connect() throws IOException {
        return new Client(server.port());
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            Thread.sleep(Duration.ofMillis(5));
        }
    }

    @Test
    void debuggerThatComesFindsTheGuestPaused() throws Exception {
        try (Client client = connect()) {
            assertThat(client.ask("?")).startsWith("T05thread:1;");
            assertThat(machine.isRunning()).isFalse();
        }
    }

    @Test
    void debuggerThatVanishesLeavesTheGuestRunningWithoutBreakpoints() throws Exception {
        try (Client client = connect()) {
            assertThat(client.ask("Z0,40010014,4")).isEqualTo("OK");
            assertThat(client.ask("Z2,40020000,8")).isEqualTo("OK");
            assertThat(client.ask("vCont;c")).startsWith("T05thread:1;");
        }
        await(machine::isRunning);
        long before = machine.bus().getLong(0x4002_0000L);
        await(() -> machine.bus().getLong(0x4002_0000L) > before + 1000);
    }

    @Test
    void debuggerThatVanishesInTheMiddleOfAPacketLeavesTheGuestRunning() throws Exception {
        try (Client client = connect()) {
            client.ask("?");
            client.sendRaw("$m4001");
        }
        await(machine::isRunning);
    }

    @Test
    void secondDebuggerIsTurnedAway() throws Exception {
        try (Client first = connect()) {
            first.ask("?");
            try (Client second = connect()) {
                assertThat(second.read()).isEqualTo(-1);
            }
            assertThat(first.ask("qC")).isEqualTo("QC1");
        }
    }

    @Test
    void nextDebuggerIsServedWhenTheFirstHasLeft() throws Exception {
        try (Client first = connect()) {
            assertThat(first.ask("D")).isEqualTo("OK");
            assertThat(first.read()).isEqualTo(-1);
        }
        await(machine::isRunning);
        try (Client second = connect()) {
            assertThat(second.ask("?")).startsWith("T05");
        }
    }

    @Test
    void webPageIsHungUpOnWithoutPausingTheGuest() throws Exception {
        try (Client client = connect()) {
            client.sendRaw("POST / HTTP/1.1\r\nHost: localhost\r\n\r\n" + Client.packet("k"));
            assertThat(client.read()).isEqualTo(-1);
        }
        assertThat(machine.isRunning()).isTrue();
        assertThat(machine.isPoweredOff()).isFalse();
    }

    @Test
    void interruptStopsTheGuestEvenWhileAVcpuSleeps() throws Exception {
        try (Client client = connect()) {
            client.ask("?");
            client.send("vCont;c");
            client.sendRaw("\003");
            assertThat(client.receive()).startsWith("T02thread:1;");
            assertThat(machine.isRunning()).isFalse();
        }
    }

    @Test
    void packetWhileTheGuestRunsInterruptsIt() throws Exception {
        try (Client client = connect()) {
            client.ask("?");
            client.send("vCont;c");
            client.send("qC");
            assertThat(client.receive()).startsWith("T02");
            assertThat(client.receive()).isEqualTo("QC1");
        }
    }

    @Test
    void endOfTheMachineIsToldToTheDebugger() throws Exception {
        try (Client client = connect()) {
            client.ask("?");
            client.send("vCont;c");
            server.close();
            assertThat(client.receive()).isEqualTo("W00");
        }
    }

    @Test
    void waitingGuestDoesNotStart() throws Exception {
        machine.pause();
        try (TestMachine other = new TestMachine(1);
                GdbServer waiting = GdbServer.start(GdbAddress.parse(":0,wait"), other)) {
            try (Client stranger = new Client(waiting.port())) {
                stranger.sendRaw("hello");
                assertThat(stranger.read()).isEqualTo(-1);
            }
            assertThat(other.isRunning()).isFalse();
            assertThat(other.cpu(0).pc()).isEqualTo(TestMachine.ENTRY);
        }
    }

    @Test
    void portThatIsTakenIsToldInOneLine() {
        assertThatThrownBy(() -> GdbServer.start(GdbAddress.parse(":" + server.port()), machine))
                .isInstanceOf(GdbException.class)
                .hasMessageContaining("can't listen on 127.0.0.1 port " + server.port())
                .hasMessageContaining("choose another one")
                .message()
                .hasLineCount(1);
    }
}
