package org.polyvisor.cli.terminal;

import java.io.IOException;

/**
 * Carries output to the terminal on a thread of its own, so that no vCPU waits for a terminal.
 */
public final class OutputPump implements AutoCloseable {
    private static final int CAPACITY = 64 << 10;

    private final HostTerminal terminal;
    private final Thread thread;
    private byte[] filling = new byte[CAPACITY];
    private byte[] draining = new byte[CAPACITY];
    private int filled;
    private boolean busy;
    private boolean closed;
    private boolean broken;
    private boolean refused;
    private volatile Runnable spaceListener = () -> {};

    public OutputPump(HostTerminal terminal) {
        this.terminal = terminal;
        thread = Thread.ofPlatform().daemon().name("console output").start(this::run);
    }

    /** Sets what is called, on the pump's thread, when there is room again after {@link #offer} has refused bytes. */
    public void onSpace(Runnable listener) {
        spaceListener = listener;
    }

    /** Queues what there is room for, without waiting; returns how many bytes, from the first. Any thread. */
    public synchronized int offer(byte[] bytes, int offset, int count) {
        if (broken || closed) {
            return count;
        }
        int taken = Math.min(count, CAPACITY - filled);
        append(bytes, offset, taken);
        refused |= taken < count;
        return taken;
    }

    private void append(byte[] bytes, int offset, int count) {
        System.arraycopy(bytes, offset, filling, filled, count);
        filled += count;
        notifyAll();
    }

    /** Queues bytes; waits while there is no room. Any thread but those that run a guest. */
    public synchronized void write(byte[] bytes, int offset, int count) {
        int done = 0;
        while (done < count && !broken && !closed) {
            int part = Math.min(count - done, CAPACITY - filled);
            if (part == 0) {
                await();
            } else {
                append(bytes, offset + done, part);
                done += part;
            }
        }
    }

    /** Waits until all that was queued is out. */
    public synchronized void flush() {
        while ((filled > 0 || busy) && !broken) {
            await();
        }
    }

    private void run() {
        for (int count = take(); count >= 0; count = take()) {
            try {
                terminal.write(draining, 0, count);
            } catch (IOException e) {
                // Whoever read this is gone (a closed pipe): the guest goes on unheard.
                fail();
                spaceListener.run();
                return;
            }
            if (takeRefused()) {
                spaceListener.run();
            }
        }
    }

    private synchronized boolean takeRefused() {
        boolean was = refused;
        refused = false;
        return was;
    }

    private synchronized int take() {
        busy = false;
        notifyAll();
        while (filled == 0) {
            if (closed) {
                return -1;
            }
            await();
        }
        byte[] full = filling;
        filling = draining;
        draining = full;
        int count = filled;
        filled = 0;
        busy = true;
        notifyAll();
        return count;
    }

    private synchronized void fail() {
        broken = true;
        notifyAll();
    }

    @SuppressWarnings("WaitNotInLoop") // every caller is a loop over its condition
    private void await() {
        try {
            wait();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            broken = true;
        }
    }

    /** Writes what is queued and ends the thread. */
    @Override
    public void close() {
        flush();
        synchronized (this) {
            closed = true;
            notifyAll();
        }
    }
}
