package org.polyvisor.service;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;
import org.polyvisor.hypervisor.ConfigurationException;

/** A running phone's place: a lock that says that it runs, and the socket beside it. */
public final class PhoneSocket implements AutoCloseable {
    private final Path socket;
    private final FileChannel lock;
    private final ServerSocketChannel listener;

    private PhoneSocket(Path socket, FileChannel lock, ServerSocketChannel listener) {
        this.socket = socket;
        this.lock = lock;
        this.listener = listener;
    }

    /**
     * Takes the place of a phone of that name. A socket that a phone has left behind is replaced: whether one runs is
     * what the lock says, which ends with its process.
     *
     * @throws ConfigurationException if a phone of that name runs, or the place can't be made
     */
    public static PhoneSocket claim(PhonePlaces places, String phone) {
        places.makeFolder();
        Path socket = places.socket(phone);
        FileChannel lock = null;
        try {
            lock = lock(socket.resolveSibling(socket.getFileName() + ".lock"));
            if (lock == null) {
                throw new ConfigurationException(
                        "a phone called '%s' runs already: 'polyvisor down --phone \"%s\"' ends it"
                                .formatted(phone, phone));
            }
            Files.deleteIfExists(socket);
            ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            listener.bind(UnixDomainSocketAddress.of(socket));
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
            return new PhoneSocket(socket, lock, listener);
        } catch (IOException e) {
            closeQuietly(lock);
            throw new ConfigurationException("the phone's socket %s cannot be made: %s".formatted(socket, e), e);
        }
    }

    private static @Nullable FileChannel lock(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            // Another phone of this process has it.
        }
        channel.close();
        return null;
    }

    /** Where clients connect to. */
    public Path path() {
        return socket;
    }

    ServerSocketChannel listener() {
        return listener;
    }

    /** Gives the place up. */
    @Override
    public void close() {
        try {
            listener.close();
            Files.deleteIfExists(socket);
        } catch (IOException e) {
            System.getLogger(PhoneSocket.class.getName()).log(System.Logger.Level.DEBUG, "removing the socket", e);
        }
        // Last: whoever gets the lock finds no socket of ours.
        closeQuietly(lock);
    }

    private static void closeQuietly(@Nullable FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            System.getLogger(PhoneSocket.class.getName()).log(System.Logger.Level.DEBUG, "unlocking", e);
        }
    }
}
