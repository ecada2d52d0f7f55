package org.polyvisor.board.load;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** A file that the user named, read once from start to end; every failure is one clear line. */
final class SourceFile implements AutoCloseable {
    private static final int CHUNK = 1 << 20;

    private final String what;
    private final Path path;
    private final long fileBytes;
    private InputStream stream;
    private boolean compressed;

    private SourceFile(String what, Path path, long fileBytes, InputStream stream) {
        this.what = what;
        this.path = path;
        this.fileBytes = fileBytes;
        this.stream = stream;
    }

    /** @param what the file's role, as the message calls it: kernel, initrd, firmware */
    static SourceFile open(String what, Path path) throws LoadException {
        if (!Files.exists(path)) {
            throw new LoadException("%s %s: no such file".formatted(what, path));
        }
        if (Files.isDirectory(path)) {
            throw new LoadException("%s %s: is a folder, not a file".formatted(what, path));
        }
        if (!Files.isReadable(path)) {
            throw new LoadException("%s %s: you may not read it; check its permissions".formatted(what, path));
        }
        try {
            return new SourceFile(
                    what, path, Files.size(path), new BufferedInputStream(Files.newInputStream(path), CHUNK));
        } catch (IOException e) {
            throw unreadable(what, path, e);
        }
    }

    /** The file's size, before decompression. */
    long fileBytes() {
        return fileBytes;
    }

    boolean isCompressed() {
        return compressed;
    }

    /** An exception about this file. */
    LoadException problem(String text) {
        return new LoadException("%s %s: %s".formatted(what, path, text));
    }

    /** Looks at the first bytes without consuming them; fewer if the file is shorter. */
    byte[] peek(int count) throws LoadException {
        try {
            stream.mark(count);
            byte[] head = stream.readNBytes(count);
            stream.reset();
            return head;
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** From here on what is read is the decompressed content. Nothing has been consumed yet. */
    void decompress() throws LoadException {
        try {
            stream = new BufferedInputStream(new GZIPInputStream(stream, 1 << 16), CHUNK);
            compressed = true;
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /**
     * Reads the rest into memory.
     *
     * @return how many bytes there were, or -1 if there are more than {@code target} holds
     */
    long readInto(MemorySegment target) throws LoadException {
        byte[] chunk = new byte[CHUNK];
        long done = 0;
        try {
            for (int count = stream.read(chunk); count >= 0; count = stream.read(chunk)) {
                if (count > target.byteSize() - done) {
                    return -1;
                }
                MemorySegment.copy(MemorySegment.ofArray(chunk), 0, target, done, count);
                done += count;
            }
            return done;
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** Reads up to {@code limit} bytes to the heap; longer content is cut. */
    byte[] readUpTo(int limit) throws LoadException {
        try {
            return stream.readNBytes(limit);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    @Override
    public void close() throws LoadException {
        try {
            stream.close();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private LoadException unreadable(IOException cause) {
        if (cause instanceof EOFException) {
            return new LoadException(
                    "%s %s: truncated inside its gzip data; download or copy it again".formatted(what, path), cause);
        }
        if (cause instanceof ZipException) {
            return new LoadException(
                    "%s %s: damaged gzip data; download or copy it again".formatted(what, path), cause);
        }
        return unreadable(what, path, cause);
    }

    private static LoadException unreadable(String what, Path path, IOException cause) {
        return new LoadException("%s %s: can't be read: %s".formatted(what, path, cause.getMessage()), cause);
    }
}
