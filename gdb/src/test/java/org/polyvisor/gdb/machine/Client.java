package org.polyvisor.gdb.machine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A debugger's end of the connection, one packet at a time. */
public final class Client implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    public Client(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        in = socket.getInputStream();
        out = socket.getOutputStream();
    }

    /** Sends raw bytes. */
    public void sendRaw(String bytes) throws IOException {
        out.write(bytes.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    /** Sends a packet whose text needs no escapes. */
    public void send(String text) throws IOException {
        sendRaw(packet(text));
    }

    public static String packet(String text) {
        return "$%s#%02x".formatted(text, text.chars().sum() & 0xff);
    }

    /** The next packet, what comes before it left out; escapes are taken away. */
    public String receive() throws IOException {
        skipTo('$');
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        int c = readByte();
        while (c != '#') {
            text.write(c == '}' ? readByte() ^ 0x20 : c);
            c = readByte();
        }
        readByte();
        readByte();
        sendRaw("+");
        return text.toString(StandardCharsets.ISO_8859_1);
    }

    /** Sends a packet and returns the answer. */
    public String ask(String text) throws IOException {
        send(text);
        return receive();
    }

    /** The next byte; -1 at the end of the connection. */
    public int read() throws IOException {
        return in.read();
    }

    private int readByte() throws IOException {
        int c = in.read();
        if (c < 0) {
            throw new IOException("the server has closed the connection");
        }
        return c;
    }

    private void skipTo(char wanted) throws IOException {
        int c = readByte();
        while (c != wanted) {
            c = readByte();
        }
    }

    /** Tells the server that nothing more comes. */
    public void shutdownOutput() throws IOException {
        socket.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
