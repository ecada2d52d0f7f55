package org.polyvisor.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.polyvisor.hypervisor.ConfigurationException;

/**
 * Where the running phones of a user are found: one socket each, in a folder that only the user can enter.
 *
 * @param sockets the folder of the sockets
 * @param logs the folder of the events
 */
public record PhonePlaces(Path sockets, Path logs) {
    private static final String SOCKET = ".sock";

    /** What the address of a socket has room for on Linux (unix(7)), in bytes. */
    private static final int MAX_ADDRESS = 107;

    /** {@code $XDG_RUNTIME_DIR/polyvisor}, else {@code ~/.cache/polyvisor/run}; events in {@code ~/.local/state}. */
    public static PhonePlaces ofUser() {
        return of(System.getenv(), System.getProperty("user.home", "."));
    }

    /** The same for an environment; relative folders are ignored, as the XDG specification asks. */
    static PhonePlaces of(Map<String, String> environment, String home) {
        return new PhonePlaces(
                folder(environment.get("XDG_RUNTIME_DIR"), Path.of(home, ".cache", "polyvisor", "run"), "polyvisor"),
                folder(environment.get("XDG_STATE_HOME"), Path.of(home, ".local", "state", "polyvisor"), "polyvisor"));
    }

    private static Path folder(@org.jspecify.annotations.Nullable String xdg, Path otherwise, String name) {
        return xdg != null && Path.of(xdg).isAbsolute() ? Path.of(xdg, name) : otherwise;
    }

    /** A phone's name as a file's: within its folder, whatever the name is. */
    private static String fileName(String phone) {
        return phone.replaceAll("[^A-Za-z0-9_.-]", "_");
    }

    /**
     * The socket of a phone of that name, running or not.
     *
     * @throws ConfigurationException if the path is too long for a socket
     */
    public Path socket(String phone) {
        Path socket = sockets.resolve(fileName(phone) + SOCKET);
        if (socket.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8).length > MAX_ADDRESS) {
            throw new ConfigurationException(
                    "%s is longer than a socket's path can be: give the phone a shorter name, or set XDG_RUNTIME_DIR to a"
                                    .formatted(socket)
                            + " shorter folder");
        }
        return socket;
    }

    /** The file of a phone's events. */
    public Path events(String phone) {
        return logs.resolve(fileName(phone) + ".events.jsonl");
    }

    /** The file of what a phone in the background says. */
    public Path output(String phone) {
        return logs.resolve(fileName(phone) + ".log");
    }

    /** The sockets that there are, of running phones or not. */
    public List<Path> all() {
        try (Stream<Path> files = Files.list(sockets)) {
            return files.filter(file -> file.toString().endsWith(SOCKET))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /**
     * Makes the folder of the sockets, if need be.
     *
     * @throws ConfigurationException if it can't be made, or others can enter it
     */
    void makeFolder() {
        try {
            PrivateFolder.make(sockets);
            String found =
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(sockets, LinkOption.NOFOLLOW_LINKS));
            if (!Files.isDirectory(sockets, LinkOption.NOFOLLOW_LINKS) || !found.endsWith("------")) {
                throw new ConfigurationException(
                        "%s must be a folder that only you can enter: chmod 700 it, or remove it".formatted(sockets));
            }
        } catch (IOException e) {
            throw new ConfigurationException(
                    "the folder %s for the phone's socket cannot be made: %s".formatted(sockets, e), e);
        }
    }
}
