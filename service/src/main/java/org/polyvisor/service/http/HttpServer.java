package org.polyvisor.service.http;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A small, strict HTTP/1.1 server on a socket channel. Each connection has a virtual thread; there is a limit for all
 * that a client can have or hold up.
 */
public final class HttpServer implements AutoCloseable {
    private static final long WATCH_MILLIS = 500;

    /** Answers requests. */
    public interface Handler {
        /** Answers; what it throws becomes an answer by {@link #fail}. */
        void handle(HttpExchange exchange) throws IOException, HttpException, InterruptedException;

        /** Answers with an error. */
        void fail(HttpExchange exchange, int status, String message) throws IOException;
    }

    private final ServerSocketChannel listener;
    private final Handler handler;
    private final Set<HttpConnection> connections = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private HttpServer(ServerSocketChannel listener, Handler handler) {
        this.listener = listener;
        this.handler = handler;
    }

    /** Serves whoever connects to a bound channel, which from now on belongs to the server. */
    public static HttpServer start(ServerSocketChannel listener, Handler handler) {
        HttpServer server = new HttpServer(listener, handler);
        Thread.ofVirtual().name("control socket").start(server::accept);
        Thread.ofVirtual().name("control watch").start(server::watch);
        return server;
    }

    private void accept() {
        while (!closed) {
            try {
                take(listener.accept());
            } catch (IOException e) {
                if (!closed) {
                    System.getLogger(HttpServer.class.getName())
                            .log(System.Logger.Level.WARNING, "the control socket fails: " + e.getMessage());
                    pause();
                }
            }
        }
    }

    private void take(SocketChannel channel) throws IOException {
        if (connections.size() >= HttpLimits.CONNECTIONS) {
            channel.close();
            return;
        }
        HttpConnection connection = new HttpConnection(channel);
        connections.add(connection);
        Thread.ofVirtual().name("control client").start(() -> {
            try {
                connection.serve(handler);
            } finally {
                connections.remove(connection);
            }
        });
    }

    private void watch() {
        while (!closed) {
            long now = System.nanoTime();
            connections.forEach(connection -> connection.closeIfLate(now));
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(WATCH_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends all connections. */
    @Override
    public void close() {
        closed = true;
        try {
            listener.close();
        } catch (IOException e) {
            System.getLogger(HttpServer.class.getName()).log(System.Logger.Level.DEBUG, "closing", e);
        }
        connections.forEach(HttpConnection::close);
    }
}
