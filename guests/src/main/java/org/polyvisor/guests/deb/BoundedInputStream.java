package org.polyvisor.guests.deb;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * The next {@code size} bytes of a stream, as a stream of their own. The end of the underlying stream before that is
 * an error, not an end; closing leaves the underlying stream open.
 */
final class BoundedInputStream extends FilterInputStream {
    private long left;

    BoundedInputStream(InputStream in, long size) {
        super(in);
        this.left = size;
    }

    /** Bytes not yet read. */
    long remaining() {
        return left;
    }

    /** Reads to the end. */
    void drain() throws IOException {
        byte[] scrap = new byte[8192];
        while (read(scrap, 0, scrap.length) > 0) {
            // only the position matters
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (left == 0) {
            return -1;
        }
        int count = in.read(buffer, offset, (int) Math.min(length, left));
        if (count < 0) {
            throw new DebFormatException("the package ends in the middle of a member");
        }
        left -= count;
        return count;
    }

    @Override
    public long skip(long count) throws IOException {
        long skipped = in.skip(Math.min(count, left));
        left -= skipped;
        return skipped;
    }

    @Override
    public int available() throws IOException {
        return (int) Math.min(in.available(), left);
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    @Override
    public void close() {}
}
