package org.polyvisor.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.function.LongConsumer;

/** Copies of raw images. */
public final class ImageCopy {
    /** What is zero all through in the original is left as a hole in the copy, in blocks of this many bytes. */
    private static final int BLOCK = 1 << 16;

    private static final ByteBuffer ZEROES = ByteBuffer.allocate(BLOCK).asReadOnlyBuffer();

    private ImageCopy() {}

    /**
     * Copies an image unless the copy is there already. The copy appears as a whole, when all of it is on the host's
     * disk: a crash leaves at most a file of the same name with {@code .partial} behind, which the next attempt uses.
     *
     * @param original the image, which nobody may be writing
     * @param copy the file to make; its folder is made too
     * @param done hears how many bytes have been copied
     * @return whether a copy was made now
     */
    public static boolean makeIfMissing(Path original, Path copy, LongConsumer done) throws IOException {
        if (Files.exists(copy)) {
            return false;
        }
        Path folder = copy.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Path partial = copy.resolveSibling(copy.getFileName() + ".partial");
        try (FileChannel from = FileChannel.open(original, StandardOpenOption.READ);
                FileChannel to = FileChannel.open(partial, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            if (!isLocked(to)) {
                throw new ImageException(copy, "another process is making it; wait for that one");
            }
            if (Files.exists(copy)) {
                // Made by another process between our first look and our lock.
                Files.deleteIfExists(partial);
                return false;
            }
            try {
                fill(from, to, done);
            } catch (IOException e) {
                Files.deleteIfExists(partial);
                throw e;
            }
            Files.move(partial, copy, StandardCopyOption.ATOMIC_MOVE);
            return true;
        }
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private static void fill(FileChannel from, FileChannel to, LongConsumer done) throws IOException {
        to.truncate(0);
        long size = from.size();
        ByteBuffer buffer = ByteBuffer.allocateDirect(BLOCK);
        for (long offset = 0; offset < size; offset += BLOCK) {
            buffer.clear();
            while (buffer.hasRemaining() && from.read(buffer, offset + buffer.position()) >= 0) {}
            buffer.flip();
            if (!buffer.equals(ZEROES.slice(0, buffer.limit()))) {
                writeAll(to, buffer, offset);
            }
            done.accept(Math.min(size, offset + BLOCK));
        }
        if (to.size() < size) {
            writeAll(to, ByteBuffer.allocate(1), size - 1);
        }
        to.force(true);
    }

    private static void writeAll(FileChannel to, ByteBuffer bytes, long offset) throws IOException {
        long at = offset;
        while (bytes.hasRemaining()) {
            at += to.write(bytes, at);
        }
    }
}
