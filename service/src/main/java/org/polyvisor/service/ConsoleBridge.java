package org.polyvisor.service;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.polyvisor.hypervisor.phone.ConsoleRing;
import org.polyvisor.hypervisor.phone.PhoneVm;
import org.polyvisor.service.http.HttpConnection;

/** A VM's console on a client's connection: bytes in both directions. */
final class ConsoleBridge {
    /** What the connection is upgraded to. */
    static final String PROTOCOL = "polyvisor-console";

    private static final int BUFFER = 8192;
    private static final long WAIT_MILLIS = 60_000;

    private ConsoleBridge() {}

    /** Carries bytes until the client leaves or the phone ends. */
    static void run(PhoneVm vm, HttpConnection client) throws IOException {
        Thread output = Thread.ofVirtual().name(vm.name() + " console output").start(() -> output(vm, client));
        try {
            byte[] keys = new byte[BUFFER];
            for (int count = client.read(keys); count >= 0; count = client.read(keys)) {
                vm.type(keys, 0, count);
            }
        } finally {
            output.interrupt();
        }
    }

    private static void output(PhoneVm vm, HttpConnection client) {
        ConsoleRing.Reader reader = vm.console().reader();
        byte[] bytes = new byte[BUFFER];
        try {
            for (int count = reader.read(bytes, WAIT_MILLIS); count >= 0; count = reader.read(bytes, WAIT_MILLIS)) {
                long missed = reader.missed();
                if (missed > 0) {
                    client.send(ByteBuffer.wrap("\r\n[%d bytes were not shown: too slow]\r\n"
                            .formatted(missed)
                            .getBytes(StandardCharsets.US_ASCII)));
                }
                client.send(ByteBuffer.wrap(bytes, 0, count));
            }
        } catch (IOException | InterruptedException e) {
            // The client is gone.
        } finally {
            client.close();
        }
    }
}
