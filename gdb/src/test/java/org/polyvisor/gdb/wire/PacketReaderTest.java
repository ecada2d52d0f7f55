package org.polyvisor.gdb.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PacketReaderTest {
    private static PacketReader reader(String bytes) {
        return new PacketReader(new ByteArrayInputStream(bytes.getBytes(StandardCharsets.ISO_8859_1)));
    }

    @Test
    void packetWithRightChecksumIsTaken() throws IOException {
        assertThat(reader("+$m0,4#fd").next()).isEqualTo(new Incoming.Acknowledged());
        assertThat(reader("$m0,4#fd").next()).isEqualTo(new Incoming.Packet("m0,4"));
    }

    @Test
    void packetWithWrongChecksumIsGarbled() throws IOException {
        assertThat(reader("$m0,4#fe").next()).isEqualTo(new Incoming.Garbled());
        assertThat(reader("$m0,4#zz").next()).isEqualTo(new Incoming.Garbled());
    }

    @Test
    void escapedBytesAreRestored() throws IOException {
        assertThat(reader("$X}\003}]#b2").next()).isEqualTo(new Incoming.Packet("X#}"));
    }

    @Test
    void interruptIsSeenBetweenPackets() throws IOException {
        PacketReader reader = reader("$?#3f\003$?#3f");
        assertThat(reader.next()).isEqualTo(new Incoming.Packet("?"));
        assertThat(reader.next()).isEqualTo(new Incoming.Interrupt());
        assertThat(reader.next()).isEqualTo(new Incoming.Packet("?"));
        assertThat(reader.next()).isNull();
    }

    @Test
    void packetThatBeginsAnewReplacesTheLostOne() throws IOException {
        assertThat(reader("$m0,$?#3f").next()).isEqualTo(new Incoming.Packet("?"));
    }

    @Test
    void packetBeyondTheLimitIsGarbledAndTheNextOneIsTaken() throws IOException {
        PacketReader reader = reader("$" + "0".repeat(PacketReader.LIMIT + 1) + "#30" + "$?#3f");
        assertThat(reader.next()).isEqualTo(new Incoming.Garbled());
        assertThat(reader.next()).isEqualTo(new Incoming.Packet("?"));
    }

    @Test
    void streamThatBeginsLikeAWebBrowserEndsAtOnce() throws IOException {
        assertThat(reader("POST / HTTP/1.1\r\n\r\n$?#3f").next()).isNull();
    }

    @Test
    void packetThatIsCutOffEndsTheStream() throws IOException {
        assertThat(reader("$m0,").next()).isNull();
        assertThat(reader("$m0,4#").next()).isEqualTo(new Incoming.Garbled());
    }
}
