package org.polyvisor.virtio.console;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Collects output, up to an adjustable total. */
final class TestSink implements CharSink {
    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    private int limit = Integer.MAX_VALUE;

    @Override
    public synchronized int write(byte[] bytes, int offset, int length) {
        int part = Math.min(length, limit - taken.size());
        taken.write(bytes, offset, part);
        notifyAll();
        return part;
    }

    synchronized void setLimit(int total) {
        limit = total;
    }

    synchronized String text() {
        return taken.toString(StandardCharsets.US_ASCII);
    }

    synchronized int count() {
        return taken.size();
    }

    /** Waits until so many bytes were taken in all. */
    synchronized void await(int total) {
        long end = System.currentTimeMillis() + 5000;
        try {
            while (taken.size() < total) {
                wait(Math.max(1, end - System.currentTimeMillis()));
                if (System.currentTimeMillis() > end) {
                    throw new IllegalStateException("only %d of %d bytes within 5 s".formatted(taken.size(), total));
                }
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
