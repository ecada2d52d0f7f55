package org.polyvisor.service.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;

/**
 * A client's connection. The server closes it when something takes longer than it may, which ends the read or write
 * that waits.
 */
public final class HttpConnection {
    private static final long NEVER = Long.MAX_VALUE;

    private final SocketChannel channel;
    private final HttpInput in;
    private volatile long readDeadline = NEVER;
    private volatile long writeDeadline = NEVER;
    private volatile boolean last;

    HttpConnection(SocketChannel channel) {
        this.channel = channel;
        in = new HttpInput(channel);
    }

    /** Serves request after request until the connection ends; does not throw. */
    void serve(HttpServer.Handler handler) {
        try (channel) {
            do {
                readDeadline = in(HttpLimits.IDLE_MILLIS);
                if (!in.awaitMessage()) {
                    return;
                }
                readDeadline = in(HttpLimits.RECEIVE_MILLIS);
                serveOne(handler);
            } while (!last);
        } catch (IOException e) {
            // The client is gone, or was too slow.
        }
    }

    private void serveOne(HttpServer.Handler handler) throws IOException {
        HttpRequest none = new HttpRequest("", java.util.List.of(), java.util.Map.of(), java.util.Map.of());
        HttpExchange exchange = new HttpExchange(this, none);
        try {
            HttpRequest request = HttpRequest.read(in);
            readDeadline = NEVER;
            last = request.isLast();
            exchange = new HttpExchange(this, request);
            handler.handle(exchange);
        } catch (HttpException e) {
            if (exchange.request().method().isEmpty()) {
                // After a request that was not understood, nobody knows where the next one begins.
                last = true;
            }
            fail(exchange, handler, e.status(), String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            last = true;
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            last = true;
            System.getLogger(HttpConnection.class.getName()).log(System.Logger.Level.ERROR, "a request failed", e);
            fail(exchange, handler, 500, "this should not have happened: " + e);
        }
    }

    private void fail(HttpExchange exchange, HttpServer.Handler handler, int status, String message)
            throws IOException {
        if (exchange.isAnswered()) {
            last = true;
        } else {
            handler.fail(exchange, status, message);
        }
    }

    /** What the client sent; -1 at the end. */
    public int read(byte[] into) throws IOException {
        return in.read(into, 0);
    }

    /** Sends all of it; the connection ends if that takes too long. One thread at a time. */
    public void send(ByteBuffer bytes) throws IOException {
        writeDeadline = in(HttpLimits.SEND_MILLIS);
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } finally {
            writeDeadline = NEVER;
        }
    }

    void endAfterThis() {
        last = true;
    }

    private static long in(long millis) {
        return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    }

    /** Closes the connection if something takes longer than it may. */
    void closeIfLate(long now) {
        if (isLate(readDeadline, now) || isLate(writeDeadline, now)) {
            close();
        }
    }

    private static boolean isLate(long deadline, long now) {
        return deadline != NEVER && now - deadline > 0;
    }

    /** Ends the connection. Any thread. */
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            System.getLogger(HttpConnection.class.getName()).log(System.Logger.Level.DEBUG, "closing", e);
        }
    }
}
