package org.polyvisor.hypervisor.phone;

/**
 * The newest part of what a VM has written to its console, for any number of readers. Each reader keeps its own
 * position; one that is slow misses output and holds up nobody.
 */
public final class ConsoleRing {
    /** How much is kept, in bytes. */
    public static final int CAPACITY = 64 << 10;

    /** What the ring holds from some position on. */
    public interface Reader {
        /**
         * Waits for output and copies it.
         *
         * @param limitMillis how long to wait at most
         * @return how many bytes; 0 when the time is over; -1 once the ring is closed and all has been read
         */
        int read(byte[] into, long limitMillis) throws InterruptedException;

        /** How many bytes this reader has missed since the last call. */
        long missed();
    }

    private final byte[] kept = new byte[CAPACITY];
    private long written;
    private boolean closed;
    private int waiting;

    /** Appends output. Does not wait for readers. */
    public synchronized void write(byte[] bytes, int offset, int length) {
        int from = Math.max(0, length - CAPACITY);
        long position = written + from;
        for (int i = from; i < length; i++) {
            kept[(int) (position++ % CAPACITY)] = bytes[offset + i];
        }
        written = position;
        if (waiting > 0) {
            notifyAll();
        }
    }

    /** How many bytes were ever written. */
    public synchronized long written() {
        return written;
    }

    /** A reader that begins with what is kept. */
    public Reader reader() {
        return new Position();
    }

    /** Lets all readers end. */
    public synchronized void close() {
        closed = true;
        notifyAll();
    }

    private final class Position implements Reader {
        private long next;
        private long missed;

        @Override
        public int read(byte[] into, long limitMillis) throws InterruptedException {
            synchronized (ConsoleRing.this) {
                long end = System.nanoTime() + limitMillis * 1_000_000;
                while (next == written && !closed) {
                    long left = (end - System.nanoTime()) / 1_000_000;
                    if (left <= 0) {
                        return 0;
                    }
                    waiting++;
                    try {
                        ConsoleRing.this.wait(left);
                    } finally {
                        waiting--;
                    }
                }
                long oldest = Math.max(0, written - CAPACITY);
                if (next < oldest) {
                    missed += next == 0 ? 0 : oldest - next;
                    next = oldest;
                }
                int count = (int) Math.min(into.length, written - next);
                for (int i = 0; i < count; i++) {
                    into[i] = kept[(int) (next++ % CAPACITY)];
                }
                return count == 0 ? -1 : count;
            }
        }

        @Override
        public long missed() {
            synchronized (ConsoleRing.this) {
                long was = missed;
                missed = 0;
                return was;
            }
        }
    }
}
