package org.polyvisor.guests;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder in which guests and what they are made of are kept: {@code $XDG_CACHE_HOME/polyvisor}, else
 * {@code ~/.cache/polyvisor}. It may be deleted at any time; what is missing is fetched again.
 *
 * <pre>
 * lock                     held by the process that builds
 * guests/NAME/             one finished guest; appears and is replaced as a whole
 *   guest.properties       version, inputs (what it was made of), commandLine
 *   Image, initrd.img      kernel and initial RAM disk
 *   firmware.bin           firmware
 *   disk.img               disk
 * apt/SUITE/               private apt state: lists, packages (see AptSuite)
 * apt/keyring/             Debian's keys, if the host's are too old for a suite (see DebianArchive)
 * work/                    scratch of a running build
 * </pre>
 */
public final class GuestCache {
    /** File names in a guest's folder. */
    static final String KERNEL = "Image";

    static final String INITRD = "initrd.img";
    static final String FIRMWARE = "firmware.bin";
    static final String DISK = "disk.img";
    private static final String PROPERTIES = "guest.properties";

    private final Path root;

    public GuestCache(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    /** The user's cache. */
    public static GuestCache ofUser() {
        return of(System.getenv(), System.getProperty("user.home", "."));
    }

    /** The cache for an environment; a relative XDG_CACHE_HOME is ignored, as the XDG specification asks. */
    static GuestCache of(Map<String, String> environment, String home) {
        String xdg = environment.get("XDG_CACHE_HOME");
        boolean usable = xdg != null && Path.of(xdg).isAbsolute();
        Path base = usable ? Path.of(xdg) : Path.of(home, ".cache");
        return new GuestCache(base.resolve("polyvisor"));
    }

    /** The cache's folder; it need not exist yet. */
    public Path root() {
        return root;
    }

    /** The guest of that name if it has been built, however old. */
    public Optional<BuiltGuest> find(String name) {
        Properties properties = properties(name);
        if (properties == null) {
            return Optional.empty();
        }
        Path folder = folder(name);
        return Optional.of(new BuiltGuest(
                name,
                properties.getProperty("version", "?"),
                existing(folder.resolve(KERNEL)),
                existing(folder.resolve(INITRD)),
                existing(folder.resolve(FIRMWARE)),
                existing(folder.resolve(DISK)),
                properties.getProperty("commandLine", "")));
    }

    /** Whether the guest is there and was made of exactly {@code inputs}. */
    boolean isMadeOf(String name, String inputs) {
        return inputs(name).equals(Optional.of(inputs));
    }

    /** What the guest was made of, if it is there and that was noted. */
    Optional<String> inputs(String name) {
        return Optional.ofNullable(properties(name)).map(properties -> properties.getProperty("inputs"));
    }

    /** An empty folder for a build; what an earlier build left there is deleted. The caller holds the lock. */
    Path newWork(String name) throws IOException {
        Path work = root.resolve("work").resolve(name);
        delete(work);
        return Files.createDirectories(work);
    }

    /** Makes a finished folder the guest of that name. The caller holds the lock. */
    void publish(String name, Path finished, String version, String inputs, String commandLine) throws IOException {
        Properties properties = new Properties();
        properties.setProperty("version", version);
        properties.setProperty("inputs", inputs);
        properties.setProperty("commandLine", commandLine);
        try (Writer writer = Files.newBufferedWriter(finished.resolve(PROPERTIES))) {
            properties.store(writer, null);
        }
        Path folder = folder(name);
        Files.createDirectories(folder.getParent());
        Path old = root.resolve("work").resolve(name + ".old");
        delete(old);
        if (Files.exists(folder)) {
            Files.move(folder, old);
        }
        Files.move(finished, folder);
        delete(old);
    }

    /** Deletes a folder and all in it, without following links. */
    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /** What was noted of a built guest; null if nothing readable was. */
    private @Nullable Properties properties(String name) {
        Path file = folder(name).resolve(PROPERTIES);
        if (!Files.isRegularFile(file)) {
            return null;
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
            return properties;
        } catch (IOException | IllegalArgumentException e) {
            return null;
        }
    }

    private Path folder(String name) {
        return root.resolve("guests").resolve(name);
    }

    private static @Nullable Path existing(Path file) {
        return Files.isRegularFile(file) ? file : null;
    }
}
