package org.polyvisor.guests.apt;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.polyvisor.guests.Progress;

/**
 * One Debian suite, fetched for arm64 with the host's apt in a private state directory. apt checks the archive's
 * signature and each file's checksum; the host's own package state is neither read nor changed, and no privilege is
 * needed. The caller holds the cache's lock.
 *
 * <p>Layout of the directory: {@code apt.conf} and {@code sources.list} (ours), {@code lists} (the signed indexes),
 * {@code refreshed} (its date is that of the last refresh), {@code packages} (the {@code .deb} files,
 * unfinished ones too), {@code archives} (unused, but apt wants it).
 */
public final class AptSuite {
    private static final Duration INDEX_LIFE = Duration.ofDays(1);
    /** What an index takes while it is fetched, its compressed and its unpacked form; apt hangs on a full disk. */
    private static final long INDEX_ROOM = 150L << 20;

    /** A line of apt's simulation: what is installed, and in which version. */
    private static final Pattern INSTALL_STEP = Pattern.compile("Inst ([a-z0-9][a-z0-9.+-]*)[^ ]* \\(([^ ]+) .*");

    private static final String HELPER = "/usr/lib/apt/apt-helper";
    /** A line of apt's print of addresses: quoted address, file name, size, checksum. */
    private static final Pattern FILE_ADDRESS =
            Pattern.compile("'([^']+)' ([^ /]+\\.deb) [0-9]+ (SHA256:[0-9a-f]{64})");

    private final Path directory;
    private final String suite;
    private final Progress progress;

    private AptSuite(Path directory, String suite, Progress progress) {
        this.directory = directory;
        this.suite = suite;
        this.progress = progress;
    }

    /**
     * The suite kept in {@code directory}, its index no older than a day.
     *
     * @param refresh fetches the index even so
     */
    public static AptSuite open(
            Path directory, String suite, DebianMirror mirror, Path keyring, boolean refresh, Progress progress)
            throws AptException, IOException {
        AptSuite opened = new AptSuite(directory, suite, progress);
        boolean changed = opened.configure(AptConfiguration.sources(mirror, suite, keyring));
        if (refresh || changed || opened.indexIsOld()) {
            opened.fetchIndex();
        }
        return opened;
    }

    /** What the index says of a package; its newest version. */
    public PackageInfo show(String packageName) throws AptException {
        try {
            return PackageInfo.parse(run(List.of("apt-cache", "show", "--no-all-versions", packageName), line -> {}));
        } catch (AptException e) {
            String message = e.getMessage();
            if (message != null && message.contains("No packages found")) {
                throw new AptException("Debian %s has no package %s for arm64".formatted(suite, packageName), e);
            }
            throw e;
        }
    }

    /**
     * Everything that must be installed for {@code packages} and Debian's essential ones to work on an empty system,
     * in an order in which it may be installed; recommendations are left out.
     */
    public List<PackageInfo> closure(List<String> packages) throws AptException {
        List<String> install = new ArrayList<>(List.of("apt-get", "install", "--simulate", "-q", "?essential"));
        install.addAll(packages);
        List<String> exact = new ArrayList<>(List.of("apt-cache", "show"));
        for (String line : run(install, status -> {})) {
            Matcher step = INSTALL_STEP.matcher(line);
            if (step.matches()) {
                exact.add(step.group(1) + "=" + step.group(2));
            }
        }
        return PackageInfo.parseAll(run(exact, status -> {}));
    }

    /**
     * The package files of {@code packages}, in that order; those not there yet are downloaded, those of older
     * versions are deleted.
     */
    public List<Path> download(Collection<PackageInfo> packages) throws AptException, IOException {
        Path store = packages();
        List<PackageInfo> missing = new ArrayList<>();
        for (PackageInfo info : packages) {
            if (!info.matches(store.resolve(info.fileName()))) {
                missing.add(info);
            }
        }
        if (!missing.isEmpty()) {
            long total = missing.stream().mapToLong(PackageInfo::size).sum();
            requireRoom(total + INDEX_ROOM);
            progress.step(
                    "downloading %d package%s".formatted(missing.size(), missing.size() == 1 ? "" : "s"),
                    Progress.Unit.BYTES);
            fetch(missing, new DownloadStatus(progress, total));
            progress.advance(total, total);
        }
        List<Path> files = new ArrayList<>();
        for (PackageInfo info : packages) {
            Path file = store.resolve(info.fileName());
            if (!info.matches(file)) {
                throw new AptException("apt did not leave %s in %s".formatted(info.fileName(), store));
            }
            deleteOthers(store, info);
            files.add(file);
        }
        return files;
    }

    /** Unlike apt-get download, apt's helper goes on where an interrupted download ended. It checks the sums too. */
    private void fetch(List<PackageInfo> missing, Consumer<String> status) throws AptException {
        List<String> where = new ArrayList<>(List.of("apt-get", "download", "--print-uris"));
        for (PackageInfo info : missing) {
            where.add(info.name() + "=" + info.version());
        }
        List<String> fetch = new ArrayList<>(List.of(HELPER, "-qq", "download-file"));
        for (String line : run(where, text -> {})) {
            Matcher file = FILE_ADDRESS.matcher(line);
            if (file.matches()) {
                fetch.addAll(
                        List.of(file.group(1), packages().resolve(file.group(2)).toString(), file.group(3)));
            }
        }
        run(fetch, status);
    }

    private void fetchIndex() throws AptException, IOException {
        requireRoom(INDEX_ROOM);
        progress.step("reading the package index of Debian " + suite, Progress.Unit.SHARE);
        run(List.of("apt-get", "update", "-qq"), new DownloadStatus(progress, DownloadStatus.SHARE));
        progress.advance(DownloadStatus.SHARE, DownloadStatus.SHARE);
        Files.writeString(directory.resolve("refreshed"), Instant.now() + "\n");
    }

    private void requireRoom(long bytes) throws AptException, IOException {
        // Not by Files.getFileStore: that wants to find the mount, which a changed root or a container may hide.
        long free = directory.toFile().getUsableSpace();
        if (free < bytes) {
            throw new AptException("disk full: %s has %d MB free and needs %d MB; make room, or set XDG_CACHE_HOME"
                    .formatted(directory, free >> 20, bytes >> 20));
        }
    }

    private boolean indexIsOld() throws IOException {
        Path stamp = directory.resolve("refreshed");
        return !Files.exists(stamp)
                || Files.getLastModifiedTime(stamp)
                        .toInstant()
                        .isBefore(Instant.now().minus(INDEX_LIFE));
    }

    /** Writes apt's configuration; true if the sources are not those of the last time. */
    private boolean configure(String sources) throws AptException, IOException {
        Files.createDirectories(directory.resolve("lists/partial"));
        Files.createDirectories(directory.resolve("archives/partial"));
        Files.createDirectories(packages());
        Files.writeString(directory.resolve("status"), "");
        Files.writeString(directory.resolve("apt.conf"), AptConfiguration.text(directory));
        Path file = directory.resolve("sources.list");
        if (Files.exists(file) && Files.readString(file, StandardCharsets.UTF_8).equals(sources)) {
            return false;
        }
        Files.writeString(file, sources);
        return true;
    }

    private List<String> run(List<String> command, Consumer<String> status) throws AptException {
        return AptProcess.run(command, directory.resolve("apt.conf"), packages(), status);
    }

    private Path packages() {
        return directory.resolve("packages");
    }

    private static void deleteOthers(Path store, PackageInfo kept) throws IOException {
        try (var files = Files.newDirectoryStream(store, kept.name() + "_*.deb")) {
            for (Path file : files) {
                if (!file.getFileName().toString().equals(kept.fileName())) {
                    Files.delete(file);
                }
            }
        }
    }
}
