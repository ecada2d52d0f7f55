package org.polyvisor.service.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.polyvisor.service.http.HttpInput;

/** A VM's console, from outside its phone's process. Reading and writing may be on different threads. */
public final class ConsoleLink implements AutoCloseable {
    private final SocketChannel channel;
    private final HttpInput in;

    ConsoleLink(SocketChannel channel, HttpInput in) {
        this.channel = channel;
        this.in = in;
    }

    /** Waits for output; -1 at its end. */
    public int read(byte[] into) throws IOException {
        return in.read(into, 0);
    }

    /** Types. */
    public void write(byte[] bytes, int offset, int count) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, count);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
