package org.polyvisor.bench.jit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.polyvisor.bench.BenchException;
import org.polyvisor.bench.prepare.Guests;

/** A disk that is a tar archive of Debian's LuaJIT, the libraries that it needs, and the program. */
final class JitDisk {
    private static final List<String> PACKAGES = List.of("luajit", "libluajit-5.1-2", "libc6", "libgcc-s1");
    private static final String PROGRAM = "ever-new.lua";

    /** What the guest does with the disk; its status is that of the program. */
    static String command(long seconds) {
        return "mkdir /t && tar -xf /dev/vda -C /t && mkdir -p /t/proc && mount -t proc proc /t/proc"
                + " && chroot /t /usr/bin/luajit /%s %d".formatted(PROGRAM, seconds);
    }

    private JitDisk() {}

    /** Makes it in {@code work}. */
    static Path make(Path bench, Path work) throws BenchException {
        Path root = work.resolve("jit-root");
        Path disk = work.resolve("jit.tar");
        try {
            Files.createDirectories(root.resolve("usr/lib"));
            for (Path deb : Guests.packages("trixie", PACKAGES)) {
                run("dpkg-deb", "-x", deb.toString(), root.toString());
            }
            if (!Files.exists(root.resolve("lib"))) {
                Files.createSymbolicLink(root.resolve("lib"), Path.of("usr/lib"));
            }
            Files.copy(bench.resolve("guest").resolve(PROGRAM), root.resolve(PROGRAM));
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
        } catch (IOException e) {
            throw new BenchException("cannot make the disk: " + e.getMessage(), e);
        }
        return disk;
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
