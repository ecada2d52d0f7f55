package org.polyvisor.guests;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Keeps two builds out of the cache at once: a lock on the file {@code lock} among processes, which ends with its
 * process, and a mutex among threads, since the file lock belongs to the whole process.
 */
final class CacheLock implements AutoCloseable {
    private static final ReentrantLock THREADS = new ReentrantLock();

    private final FileChannel channel;
    private final FileLock lock;

    private CacheLock(FileChannel channel, FileLock lock) {
        this.channel = channel;
        this.lock = lock;
    }

    /** Waits until no other build has the cache; says so to {@code progress} if it must wait. */
    static CacheLock take(Path root, Progress progress) throws IOException {
        if (!THREADS.tryLock()) {
            sayWaiting(progress);
            THREADS.lock();
        }
        FileChannel channel = null;
        try {
            Files.createDirectories(root);
            channel = FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            @Nullable FileLock lock = channel.tryLock();
            if (lock == null) {
                sayWaiting(progress);
                lock = channel.lock();
            }
            return new CacheLock(channel, lock);
        } catch (IOException e) {
            THREADS.unlock();
            if (channel != null) {
                channel.close();
            }
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        try {
            lock.release();
            channel.close();
        } finally {
            THREADS.unlock();
        }
    }

    private static void sayWaiting(Progress progress) {
        progress.step("waiting for another polyvisor that builds a guest", Progress.Unit.NONE);
    }
}
