package org.polyvisor.gdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.polyvisor.gdb.machine.Client;
import org.polyvisor.gdb.machine.FuzzInput;
import org.polyvisor.gdb.machine.TestMachine;

/** A debugger that sends nonsense harms neither the server nor, unless it writes to it, the guest. */
@Timeout(120)
class FuzzTest {
    private static final int CONNECTIONS = 30;
    private static final int WORDS = 200;

    @ParameterizedTest
    @ValueSource(longs = {1, 20260, 0x5eed})
    void serverStillServesAfterNonsense(long seed) throws Exception {
        Random random = new Random(seed);
        try (TestMachine machine = new TestMachine(2);
                GdbServer server = GdbServer.start(GdbAddress.parse(":0"), machine)) {
            for (int i = 0; i < CONNECTIONS; i++) {
                talkNonsense(server.port(), random);
            }
            assertThat(machine.isPoweredOff()).isFalse();
            try (Client client = connectWhenFree(server.port())) {
                assertThat(client.ask("vMustReplyEmpty")).isEmpty();
                assertThat(client.ask("P0=efcdab8967452301")).isEqualTo("OK");
                assertThat(client.ask("p0")).isEqualTo("efcdab8967452301");
            }
        }
    }

    private static void talkNonsense(int port, Random random) throws IOException, InterruptedException {
        try (Client client = connectWhenFree(port)) {
            Thread listener = Thread.ofVirtual().start(() -> FuzzInput.drain(client));
            for (int i = 0; i < WORDS; i++) {
                client.sendRaw(FuzzInput.next(random));
            }
            client.shutdownOutput();
            listener.join();
        } catch (IOException e) {
            // The server has hung up, as it may.
        }
    }

    /** The server turns others away until it has seen the end of the one before. */
    private static Client connectWhenFree(int port) throws IOException, InterruptedException {
        while (true) {
            Client client = new Client(port);
            try {
                client.ask("?");
                return client;
            } catch (IOException e) {
                client.close();
                Thread.sleep(5);
            }
        }
    }
}
