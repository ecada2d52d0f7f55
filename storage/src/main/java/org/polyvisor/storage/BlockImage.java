package org.polyvisor.storage;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * The content of a disk, addressed by byte. Any number of threads may use one image at once; what overlapping accesses
 * see is then undefined, as on a real disk. Offsets and lengths are multiples of {@link #SECTOR} and lie within
 * {@link #size}: the device in front has checked what the guest asked for, and an image refuses the rest with
 * {@link IndexOutOfBoundsException}.
 *
 * <p>A thread that uses an image must not be interrupted: the JDK closes a file whose user is.
 */
public interface BlockImage extends AutoCloseable {
    /** The unit of every size and offset, in bytes. */
    int SECTOR = 512;

    /** The disk's size in bytes, a positive multiple of {@link #SECTOR}. It never changes. */
    long size();

    /** Whether everything but reading and flushing fails. */
    boolean isReadOnly();

    /** Fills all of {@code to} with what stands at {@code offset}. */
    void read(long offset, MemorySegment to) throws IOException;

    /** Writes all of {@code from} at {@code offset}; it may be lost in a crash until the next {@link #flush}. */
    void write(long offset, MemorySegment from) throws IOException;

    /**
     * Makes every write that had returned before this call durable.
     *
     * @throws IOException if that failed, now or ever before: the host may have dropped what it could not write, so
     *     no later flush can promise anything
     */
    void flush() throws IOException;

    /** Tells that the content of a range no longer matters; the image may give its storage back. */
    void discard(long offset, long bytes) throws IOException;

    /**
     * Makes a range read as zeroes.
     *
     * @param mayUnmap whether the image may give the range's storage back, so that a later write there may find the
     *     host's file system full
     */
    void writeZeroes(long offset, long bytes, boolean mayUnmap) throws IOException;

    /** Flushes, unlocks and closes the image. Nobody may be inside another method. */
    @Override
    void close() throws IOException;
}
