package org.polyvisor.hypervisor.console;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import org.polyvisor.host.ServiceThreads;

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

    private final ServiceThreads threads;
    private final String name;
    private final Receiver receiver;
    private final ArrayDeque<byte[]> waiting = new ArrayDeque<>();
    private int waitingBytes;
    private boolean closed;
    private @Nullable Thread thread;

    /**
     * @param threads of the machine
     * @param name of the thread
     * @param receiver waits for the guest
     */
    public InputFeeder(ServiceThreads threads, String name, Receiver receiver) {
        this.threads = threads;
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
                thread = threads.start(name, this::run);
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
