package org.polyvisor.gdb.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Puts packets into the stream of bytes to a debugger. Used by one thread. */
public final class PacketWriter {
    private final OutputStream out;
    private byte[] last = {};

    public PacketWriter(OutputStream out) {
        this.out = out;
    }

    /** Sends a packet; each character of {@code text} is one byte. */
    public void send(String text) throws IOException {
        ByteArrayOutputStream packet = new ByteArrayOutputStream(text.length() + 4);
        packet.write('$');
        int sum = 0;
        for (int i = 0; i < text.length(); i++) {
            int c = text.charAt(i) & 0xff;
            if (c == '#' || c == '$' || c == '}' || c == '*') {
                packet.write('}');
                sum += '}';
                c ^= 0x20;
            }
            packet.write(c);
            sum += c;
        }
        packet.write('#');
        packet.write(Character.forDigit(sum >>> 4 & 15, 16));
        packet.write(Character.forDigit(sum & 15, 16));
        last = packet.toByteArray();
        resend();
    }

    /** Sends the last packet again. */
    public void resend() throws IOException {
        out.write(last);
        out.flush();
    }

    /** Tells whether a packet has arrived well. */
    public void acknowledge(boolean well) throws IOException {
        out.write(well ? '+' : '-');
        out.flush();
    }
}
