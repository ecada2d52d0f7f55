package org.polyvisor.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.polyvisor.host.HostFile;

/** The checks between a path that a user named and a file that serves as a disk; their messages are for that user. */
final class ImageFile {
    /** The first four bytes of a qcow2 file, big-endian. */
    private static final int QCOW2_MAGIC = 0x514649fb;

    private ImageFile() {}

    static FileChannel open(Path path, boolean readOnly) throws IOException {
        if (Files.isDirectory(path)) {
            throw new ImageException(path, "this is a folder; name the image file in it");
        }
        Set<StandardOpenOption> options =
                readOnly ? Set.of(StandardOpenOption.READ) : Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            return FileChannel.open(path, options);
        } catch (NoSuchFileException e) {
            throw new ImageException(path, "no such file; check the path");
        } catch (AccessDeniedException e) {
            throw new ImageException(path, refusal(path, readOnly));
        } catch (FileSystemException e) {
            String reason = e.getReason();
            throw new ImageException(path, "cannot be opened: " + (reason == null ? "unknown reason" : reason));
        }
    }

    private static String refusal(Path path, boolean readOnly) {
        return readOnly || !Files.isReadable(path)
                ? "permission to read it is missing; change the file's permissions or owner"
                : "permission to write it is missing; change its permissions, or attach it read-only";
    }

    static void lock(Path path, FileChannel channel, @Nullable HostFile host, boolean readOnly) throws IOException {
        HostFile.Lock lock = host == null ? HostFile.Lock.UNSUPPORTED : host.tryLock(!readOnly);
        boolean taken = switch (lock) {
            case TAKEN -> true;
            case HELD_ELSEWHERE -> false;
            case UNSUPPORTED -> lockPortably(channel, readOnly);
        };
        if (!taken) {
            throw new ImageException(
                    path,
                    readOnly
                            ? "another VM or program is writing to it; stop that one, or use a copy"
                            : "another VM or program is using it; stop that one, or attach it read-only to both");
        }
    }

    /** The JDK's lock ends with the channel. */
    private static boolean lockPortably(FileChannel channel, boolean shared) throws IOException {
        try {
            return channel.tryLock(0, Long.MAX_VALUE, shared) != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    static long checkedSize(Path path, FileChannel channel) throws IOException {
        long size = channel.size();
        if (size == 0) {
            throw new ImageException(path, "it is empty; give it a size, such as: truncate -s 8G " + path);
        }
        if (startsLikeQcow2(channel)) {
            throw new ImageException(
                    path, "this is a qcow2 image, not a raw one; convert it: qemu-img convert -O raw IN OUT");
        }
        if (size % BlockImage.SECTOR != 0) {
            throw new ImageException(
                    path,
                    "its size, %d bytes, is not a multiple of %d: it is cut off or not a raw disk image"
                            .formatted(size, BlockImage.SECTOR));
        }
        return size;
    }

    private static boolean startsLikeQcow2(FileChannel channel) throws IOException {
        ByteBuffer magic = ByteBuffer.allocate(Integer.BYTES);
        return channel.read(magic, 0) == Integer.BYTES && magic.getInt(0) == QCOW2_MAGIC;
    }
}
