package org.polyvisor.guests.apt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.polyvisor.guests.Progress;
import org.polyvisor.guests.deb.DebFile;
import org.polyvisor.guests.deb.TarEntry;

/**
 * Debian's archive as a whole: its suites, and the keys that it is signed with.
 *
 * <p>A host may be older than a suite and not know its keys. Debian ships the keys of later suites as an update to
 * earlier ones, so the newest keyring package of a suite that the host's keys do verify tells the others: trust
 * always comes from the host's keyring, never from the network alone.
 */
public final class DebianArchive {
    private static final Path HOST_KEYRING = Path.of("/usr/share/keyrings/debian-archive-keyring.gpg");
    private static final String KEYRING_PACKAGE = "debian-archive-keyring";
    /** Where the package has the keys; newer ones have a link at the old place. */
    private static final List<String> KEYRING_PATHS =
            List.of("usr/share/keyrings/debian-archive-keyring.pgp", "usr/share/keyrings/debian-archive-keyring.gpg");
    /** Suites that are asked for newer keys. */
    private static final List<String> BRIDGES = List.of("trixie", "bookworm");

    private final Path folder;
    private final DebianMirror mirror;
    private final Path hostKeyring;
    private final Progress progress;

    /**
     * The archive behind {@code mirror}, its state kept in {@code folder}: one folder a suite, and {@code keyring}
     * with the keys that were fetched, if any had to be.
     *
     * @throws AptException if the host has no keys of Debian's
     */
    public DebianArchive(Path folder, DebianMirror mirror, Progress progress) throws AptException {
        this(folder, mirror, HOST_KEYRING, progress);
    }

    DebianArchive(Path folder, DebianMirror mirror, Path hostKeyring, Progress progress) throws AptException {
        if (!Files.isReadable(hostKeyring)) {
            throw new AptException("%s is missing: install the package debian-archive-keyring".formatted(hostKeyring));
        }
        this.folder = folder;
        this.mirror = mirror;
        this.hostKeyring = hostKeyring;
        this.progress = progress;
    }

    /** A suite, its index at most a day old, or new if {@code refresh}. */
    public AptSuite suite(String name, boolean refresh) throws AptException, IOException {
        try {
            return AptSuite.open(folder.resolve(name), name, mirror, keyring(), refresh, progress);
        } catch (AptException e) {
            if (!e.isAboutSignature() || !fetchKeyring(name)) {
                throw e;
            }
            return AptSuite.open(folder.resolve(name), name, mirror, keyring(), refresh, progress);
        }
    }

    /** The host's keys, or those fetched if they are newer. */
    private Path keyring() throws IOException {
        Path fetched = fetchedKeyring();
        boolean newer = Files.exists(fetched)
                && Files.getLastModifiedTime(fetched).compareTo(Files.getLastModifiedTime(hostKeyring)) > 0;
        return newer ? fetched : hostKeyring;
    }

    private Path fetchedKeyring() {
        return folder.resolve("keyring").resolve("debian-archive-keyring.gpg");
    }

    /** Fetches the keys that a suite other than {@code unverified} ships, if the host's keys verify that suite. */
    private boolean fetchKeyring(String unverified) throws IOException {
        DebianMirror main = new DebianMirror(mirror.archive(), null);
        for (String bridge : BRIDGES) {
            if (bridge.equals(unverified)) {
                continue;
            }
            try {
                Path state = folder.resolve("keyring").resolve(bridge);
                AptSuite suite = AptSuite.open(state, bridge, main, hostKeyring, false, progress);
                Path deb = suite.download(List.of(suite.show(KEYRING_PACKAGE))).getFirst();
                if (extractKeyring(deb)) {
                    return true;
                }
            } catch (AptException e) {
                // The next suite may do better; if none does, the caller reports what it wanted itself.
            }
        }
        return false;
    }

    private boolean extractKeyring(Path deb) throws IOException {
        Path fetched = fetchedKeyring();
        Path part = fetched.resolveSibling("part");
        Files.deleteIfExists(part);
        new DebFile(deb).visitData((entry, content) -> {
            if (entry.kind() == TarEntry.Kind.FILE && KEYRING_PATHS.contains(entry.path())) {
                Files.copy(content, part, StandardCopyOption.REPLACE_EXISTING);
            }
        });
        if (!Files.exists(part)) {
            return false;
        }
        Files.move(part, fetched, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return true;
    }
}
