package org.polyvisor.gdb;

import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.polyvisor.gdb.session.Session;

/**
 * Waits for debuggers and serves one at a time; while it does, others are turned away. The machine is paused when one
 * comes, and runs as if there had never been one when it leaves, in whatever way.
 *
 * <p>Whoever reaches the port owns the guest: the protocol knows no authentication. So the port is on the loopback
 * interface unless the user says otherwise, and a connection that does not begin like a debugger's is dropped, which
 * keeps web pages from talking to it through a browser.
 */
public final class GdbServer implements AutoCloseable {
    /** How long a debugger that finds another one here waits for it to leave before it is turned away. */
    private static final long PARTING_MILLIS = 500;

    /** How long a debugger gets to take in that the machine has ended. */
    private static final long FAREWELL_MILLIS = 500;

    private final ServerSocket socket;
    private final DebugTarget target;
    private final AtomicReference<@Nullable Visit> present = new AtomicReference<>();

    private GdbServer(ServerSocket socket, DebugTarget target) {
        this.socket = socket;
        this.target = target;
    }

    /**
     * Opens the port and starts to wait for debuggers. Pauses the machine where the address says that the guest waits, so
     * call this before the machine starts.
     *
     * @throws GdbException if the port can't be had
     */
    public static GdbServer start(GdbAddress address, DebugTarget target) throws GdbException {
        GdbServer server = new GdbServer(bind(address.socket()), target);
        if (address.waits()) {
            target.pause();
        }
        Thread.ofPlatform().daemon().name("gdb server").start(server::acceptAll);
        return server;
    }

    private static ServerSocket bind(InetSocketAddress address) throws GdbException {
        try {
            return new ServerSocket(address.getPort(), 1, address.getAddress());
        } catch (BindException e) {
            throw new GdbException("--gdb: can't listen on %s port %d (%s); choose another one, for example --gdb :%d"
                    .formatted(
                            address.getAddress().getHostAddress(),
                            address.getPort(),
                            e.getMessage(),
                            address.getPort() % 0xffff + 1));
        } catch (IOException e) {
            throw new GdbException("--gdb: can't listen on port %d: %s".formatted(address.getPort(), e.getMessage()));
        }
    }

    /** The port that debuggers find this server at. */
    public int port() {
        return socket.getLocalPort();
    }

    private void acceptAll() {
        while (!socket.isClosed()) {
            try {
                serve(socket.accept());
            } catch (IOException e) {
                // A connection that was gone before it was accepted; or the server has been closed.
            }
        }
    }

    private void serve(Socket client) {
        Visit last = present.get();
        if (last != null) {
            // One that reconnects may be faster than the end of its last visit.
            last.joins(PARTING_MILLIS);
        }
        try {
            Visit visit = new Visit(client, new Session(client, target));
            if (present.compareAndSet(null, visit)) {
                visit.thread.start();
                return;
            }
            client.close();
        } catch (IOException e) {
            // It was gone before it said a word.
        }
    }

    /** Tells a connected debugger that the machine has ended, waits until it has been left, and serves no more. */
    @Override
    public void close() {
        close(socket);
        Visit last = present.get();
        if (last != null) {
            last.session.end();
            if (!last.joins(FAREWELL_MILLIS)) {
                // It doesn't even read any more.
                close(last.client);
                last.joins(0);
            }
        }
    }

    private static void close(Closeable connection) {
        try {
            connection.close();
        } catch (IOException e) {
            // Nothing comes in or goes out any more, which is all that was wanted.
        }
    }

    /** One debugger that is connected. */
    private final class Visit {
        private final Socket client;
        private final Session session;
        private final Thread thread =
                Thread.ofPlatform().daemon().name("gdb session").unstarted(this::run);

        Visit(Socket client, Session session) {
            this.client = client;
            this.session = session;
        }

        private void run() {
            try {
                session.run();
            } finally {
                present.set(null);
                close(client);
            }
        }

        boolean joins(long millis) {
            try {
                thread.join(millis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return !thread.isAlive();
        }
    }
}
