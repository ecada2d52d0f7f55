package org.polyvisor.bench.machine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.polyvisor.bench.BenchException;

/** Which versions of QEMU a run compares with; they differ by row in which one is faster. */
public final class Peers {
    /** Prints the path of a newer QEMU than Debian 12 has, fetched if need be. */
    private static final String FETCH = "launch/qemu.sh";

    private Peers() {}

    /**
     * The installed QEMU, and a newer one where that is another.
     *
     * @param root the folder of the launcher
     * @param installedOnly leaves the newer one out, unless there is no other
     * @throws BenchException if there is none
     */
    public static List<Qemu> find(Path root, boolean installedOnly) throws BenchException {
        List<Qemu> found = new ArrayList<>();
        if (HostCommand.firstLine(List.of(Qemu.PROGRAM, "--version")) != null) {
            found.add(Qemu.find(Qemu.PROGRAM));
        }
        if (found.isEmpty() || !installedOnly) {
            String newer = fetch(root);
            if (newer != null) {
                Qemu qemu = Qemu.find(newer);
                if (found.stream().noneMatch(other -> other.version().equals(qemu.version()))) {
                    found.add(qemu);
                }
            }
        }
        return found.isEmpty() ? List.of(Qemu.find(Qemu.PROGRAM)) : List.copyOf(found);
    }

    /** What goes wrong is told on standard error, and the run does with what is there. */
    private static @Nullable String fetch(Path root) throws BenchException {
        try {
            Process process = new ProcessBuilder(
                            "sh", root.resolve(FETCH).toAbsolutePath().toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .start();
            String path;
            try (var lines = process.inputReader()) {
                path = lines.readLine();
            }
            return process.waitFor() == 0 ? path : null;
        } catch (IOException e) {
            throw new BenchException("cannot run %s: %s".formatted(FETCH, e.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", e);
        }
    }
}
