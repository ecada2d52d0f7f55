package org.polyvisor.bench.prepare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.polyvisor.bench.BenchException;

/** A disk that is a tar archive of Debian packages, unpacked: a guest that has little else runs programs in it. */
public final class PackageDisk {
    /** What a guest's shell does before it runs a program by {@code chroot /t}; the disk is its first. */
    public static final String UNPACK = "mkdir /t && tar -xf /dev/vda -C /t"
            + " && for f in proc sys dev; do mkdir -p /t/$f && mount -o bind /$f /t/$f; done";

    private PackageDisk() {}

    /**
     * Makes it.
     *
     * @param suite of Debian
     * @param packages with all that they depend on
     * @param more files for its top folder
     * @param root a folder for the content, not there yet
     * @param disk the file
     */
    public static Path make(String suite, List<String> packages, List<Path> more, Path root, Path disk)
            throws BenchException {
        try {
            Files.createDirectories(root.resolve("usr/lib"));
            for (Path deb : Guests.packages(suite, packages)) {
                run("dpkg-deb", "-x", deb.toString(), root.toString());
            }
            if (!Files.exists(root.resolve("lib"))) {
                Files.createSymbolicLink(root.resolve("lib"), Path.of("usr/lib"));
            }
            for (Path file : more) {
                Files.copy(file, root.resolve(file.getFileName()));
            }
            // Documents and tables of other character sets only fill the guest's memory.
            run(
                    "tar",
                    "-C",
                    root.toString(),
                    "--exclude=./usr/share/doc",
                    "--exclude=./usr/lib/aarch64-linux-gnu/gconv",
                    "-cf",
                    disk.toString(),
                    ".");
            return disk;
        } catch (IOException e) {
            throw new BenchException("cannot make the disk: " + e.getMessage(), e);
        }
    }

    private static void run(String... command) throws BenchException, IOException {
        try {
            if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
                throw new BenchException("%s failed: see above".formatted(command[0]));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", e);
        }
    }
}
