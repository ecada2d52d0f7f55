package org.polyvisor.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.polyvisor.gdb.GdbAddress;

/** Boots Debian's unmodified firmware. */
@Timeout(600)
class FirmwareBootIT {
    @Test
    void uBootReachesItsPromptAndAnswers() throws Exception {
        try (RunningGuest guest = RunningGuest.firmware("u-boot")) {
            guest.await("Hit any key");
            guest.type("\n");
            guest.await("=> ");

            guest.type("echo it works\n");
            guest.await("\n");

            assertThat(guest.await("=> ")).contains("it works");
        }
    }

    @Test
    void debuggersResetStartsTheMachineAgain() throws Exception {
        int port = freePort();
        try (RunningGuest guest = RunningGuest.firmware("u-boot", GdbAddress.parse(":" + port))) {
            guest.await("U-Boot 20");

            String answer = monitor(port, "reset");

            assertThat(answer).contains("starts again");
            guest.await("U-Boot 20");
            guest.await("Hit any key");
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** What gdb sends for its command "monitor", and the text of the answer. */
    private static String monitor(int port, String command) throws IOException {
        byte[] text = command.getBytes(StandardCharsets.US_ASCII);
        String packet = "qRcmd," + HexFormat.of().formatHex(text);
        int sum = packet.chars().sum() & 0xff;
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write("+$%s#%02x".formatted(packet, sum).getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            StringBuilder hex = new StringBuilder();
            for (int c = in.read(); c >= 0 && c != '#'; c = in.read()) {
                if (Character.digit(c, 16) >= 0) {
                    hex.append((char) c);
                }
            }
            return new String(HexFormat.of().parseHex(hex), StandardCharsets.US_ASCII);
        }
    }
}
