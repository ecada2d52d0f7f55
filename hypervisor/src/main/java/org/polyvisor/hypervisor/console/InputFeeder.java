package org.polyvisor.hypervisor.console;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Hands what a user types to a console device as fast as the guest takes it, on a thread of its own. */
public final class InputFeeder implements AutoCloseable {
    /** A device that takes input. */
    @FunctionalInterface
    public interface Receiver {
        /** Takes all of it, and waits for the guest if need be. */
        void receive(byte[] bytes) throws InterruptedException;
    }

    /** What waits for the guest at most; beyond, whoever types waits. */
    private static final int LIMIT = 64 << 10;

    private final String name;
    private final Receiver receiver;
    private final ArrayDeque<byte[]> waiting = new ArrayDeque<>();
    private int waitingBytes;
    private boolean closed;
    private @Nullable Thread thread;

    /** {@code name} becomes the thread's. */
    public InputFeeder(String name, Receiver receiver) {
        this.name = name;
        this.receiver = receiver;
    }

    /** Queues input; waits while too much waits already. What comes after the close is dropped. */
    public synchronized void type(byte[] bytes) {
        boolean interrupted = false;
        while (waitingBytes >= LIMIT && !closed) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (!closed && bytes.length > 0) {
            waiting.add(bytes);
            waitingBytes += bytes.length;
            if (thread == null) {
                thread = Thread.ofPlatform().daemon().name(name).start(this::run);
            }
            notifyAll();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (true) {
                receiver.receive(next());
            }
        } catch (InterruptedException e) {
            // closed
        }
    }

    private synchronized byte[] next() throws InterruptedException {
        while (waiting.isEmpty()) {
            wait();
        }
        byte[] bytes = waiting.remove();
        waitingBytes -= bytes.length;
        notifyAll();
        return bytes;
    }

    /** Ends the thread; what the guest has not taken is dropped. */
    @Override
    public synchronized void close() {
        closed = true;
        if (thread != null) {
            thread.interrupt();
        }
        notifyAll();
    }
}
