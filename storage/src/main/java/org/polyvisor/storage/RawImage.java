package org.polyvisor.storage;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.polyvisor.host.HostFile;

/**
 * A raw image: byte n of the file is byte n of the disk. Guest memory goes to and from the file without a copy.
 *
 * <p>The file stays locked while the image is open, in this process and against others: a writer is alone, readers
 * may share.
 */
public final class RawImage implements BlockImage {
    /** The most bytes of one transfer; a {@link ByteBuffer} cannot be larger than 2 GiB. */
    private static final long MAX_TRANSFER = 1L << 30;

    /** What is written where the file system cannot zero a range by itself. */
    private static final MemorySegment ZEROES = Arena.global().allocate(1 << 20).asReadOnly();

    private final FileChannel channel;
    private final @Nullable HostFile host;
    private final long size;
    private final boolean readOnly;

    private volatile boolean flushFailed;
    private volatile boolean canPunch;
    private volatile boolean canZero;

    private RawImage(FileChannel channel, @Nullable HostFile host, long size, boolean readOnly) {
        this.channel = channel;
        this.host = host;
        this.size = size;
        this.readOnly = readOnly;
        this.canPunch = host != null;
        this.canZero = host != null;
    }

    /**
     * Opens and locks an image.
     *
     * @throws ImageException if the file is missing, may not be accessed so, is not a raw image of whole sectors, or
     *     is in use
     */
    public static RawImage open(Path path, boolean readOnly) throws IOException {
        FileChannel channel = ImageFile.open(path, readOnly);
        @Nullable HostFile host = null;
        try {
            host = HostFile.open(path, !readOnly);
            ImageFile.lock(path, channel, host, readOnly);
            return new RawImage(channel, host, ImageFile.checkedSize(path, channel), readOnly);
        } catch (Throwable t) {
            channel.close();
            if (host != null) {
                host.close();
            }
            throw t;
        }
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public boolean isReadOnly() {
        return readOnly;
    }

    @Override
    public void read(long offset, MemorySegment to) throws IOException {
        Objects.checkFromIndexSize(offset, to.byteSize(), size);
        for (long done = 0; done < to.byteSize(); ) {
            ByteBuffer part = part(to, done);
            int moved = channel.read(part, offset + done);
            if (moved < 0) {
                throw new EOFException("the image file has become shorter than the disk");
            }
            done += moved;
        }
    }

    @Override
    public void write(long offset, MemorySegment from) throws IOException {
        checkWrite(offset, from.byteSize());
        for (long done = 0; done < from.byteSize(); ) {
            done += channel.write(part(from, done), offset + done);
        }
    }

    private static ByteBuffer part(MemorySegment memory, long done) {
        return memory.asSlice(done, Math.min(memory.byteSize() - done, MAX_TRANSFER))
                .asByteBuffer();
    }

    @Override
    public void flush() throws IOException {
        if (readOnly) {
            return;
        }
        if (flushFailed) {
            throw new IOException("an earlier flush failed; what is on the disk is unknown");
        }
        try {
            channel.force(false);
        } catch (IOException e) {
            flushFailed = true;
            throw e;
        }
    }

    @Override
    public void discard(long offset, long bytes) throws IOException {
        checkWrite(offset, bytes);
        punch(offset, bytes);
    }

    @Override
    public void writeZeroes(long offset, long bytes, boolean mayUnmap) throws IOException {
        checkWrite(offset, bytes);
        if (mayUnmap && punch(offset, bytes) || zeroRange(offset, bytes)) {
            return;
        }
        for (long done = 0; done < bytes; ) {
            long part = Math.min(bytes - done, ZEROES.byteSize());
            write(offset + done, ZEROES.asSlice(0, part));
            done += part;
        }
    }

    private boolean punch(long offset, long bytes) throws IOException {
        if (!canPunch || host == null || bytes == 0) {
            return false;
        }
        canPunch = host.punchHole(offset, bytes);
        return canPunch;
    }

    private boolean zeroRange(long offset, long bytes) throws IOException {
        if (!canZero || host == null || bytes == 0) {
            return false;
        }
        canZero = host.zeroRange(offset, bytes);
        return canZero;
    }

    private void checkWrite(long offset, long bytes) throws IOException {
        Objects.checkFromIndexSize(offset, bytes, size);
        if (readOnly) {
            throw new IOException("the image is read-only");
        }
    }

    @Override
    public void close() throws IOException {
        try {
            if (channel.isOpen()) {
                flush();
            }
        } finally {
            channel.close();
            if (host != null) {
                host.close();
            }
        }
    }
}
