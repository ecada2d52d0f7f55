package org.polyvisor.gdb.session;

import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.polyvisor.gdb.wire.Incoming;
import org.polyvisor.gdb.wire.PacketReader;

/**
 * What a session has to see to, in order of arrival: the debugger's words, stops of vCPUs, the end. Words are taken from
 * the connection only as fast as the session answers them.
 */
final class Events {
    /** One thing to see to. */
    sealed interface Event {
        record Received(Incoming what) implements Event {}

        /** A vCPU has stopped. */
        record Stopped() implements Event {}

        /** The debugger has gone. */
        record Disconnected() implements Event {}

        /** The machine ends. */
        record MachineEnded() implements Event {}
    }

    private static final int UNANSWERED = 8;

    private final BlockingQueue<Event> queue = new LinkedBlockingQueue<>();
    private final Semaphore room = new Semaphore(UNANSWERED);

    /** Any thread; never waits. */
    void stopped() {
        queue.add(new Event.Stopped());
    }

    /** Any thread; never waits. */
    void machineEnded() {
        queue.add(new Event.MachineEnded());
    }

    /** Reads the connection to its end. */
    void readAll(Socket socket) {
        try {
            PacketReader reader = new PacketReader(socket.getInputStream());
            Incoming next = reader.next();
            while (next != null) {
                room.acquire();
                queue.add(new Event.Received(next));
                next = reader.next();
            }
        } catch (IOException e) {
            // Like an orderly end.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        queue.add(new Event.Disconnected());
    }

    /** Waits for the next; null if the thread was interrupted. */
    @Nullable
    Event take() {
        try {
            Event event = queue.take();
            if (event instanceof Event.Received) {
                room.release();
            }
            return event;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }
}
