package org.polyvisor.bench.prepare;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.polyvisor.bench.BenchException;
import org.polyvisor.guests.BuiltGuest;
import org.polyvisor.guests.GuestCache;

/**
 * The full Debian and the workloads that run in it, {@code bench/debian/serve.py}.
 *
 * @param kernel its kernel
 * @param initrd its initial RAM disk
 * @param commandLine what the kernel must be told
 * @param disk the system's disk in the cache, not to be written
 * @param program the serving program
 * @param checksums what a round of a workload returns, by its name, as computed on the host
 */
public record DebianGuest(
        Path kernel, Path initrd, String commandLine, Path disk, Path program, Map<String, String> checksums) {
    private static final String RECIPE = "debian";
    private static final int UNIT = 1 << 16;

    /**
     * Has it built if it is not in the user's cache.
     *
     * @param bench the folder of the measurements' sources, in that of the launcher
     */
    public static DebianGuest ensure(Path bench) throws BenchException {
        if (GuestCache.ofUser().find(RECIPE).isEmpty()) {
            // It completes itself in a virtual machine, so this takes more than the recipes alone.
            run(List.of(bench.resolveSibling("polyvisor").toString(), "guests", "build", RECIPE));
        }
        BuiltGuest guest = Guests.ensure(RECIPE);
        Path disk = guest.disk();
        if (disk == null) {
            throw new BenchException("guest %s has no disk".formatted(RECIPE));
        }
        Path program = bench.resolve("debian/serve.py");
        try {
            return new DebianGuest(
                    Guests.kernel(guest), Guests.initrd(guest), guest.commandLine(), disk, program, checksums(program));
        } catch (IOException e) {
            throw new BenchException("cannot prepare the workloads of Debian: " + e.getMessage(), e);
        }
    }

    /** A copy of the system's disk in {@code file}, which is replaced. */
    public Path copyDisk(Path file) throws BenchException {
        run(List.of("cp", "--reflink=auto", "--sparse=always", disk.toString(), file.toString()));
        return file;
    }

    /** The program with empty lines up to the end of a disk in {@code file}: the guest's Python reads it as a script. */
    public Path programDisk(Path file) throws BenchException {
        try {
            byte[] script = Files.readAllBytes(program);
            byte[] content = new byte[(script.length / UNIT + 1) * UNIT];
            Arrays.fill(content, (byte) '\n');
            System.arraycopy(script, 0, content, 0, script.length);
            return Files.write(file, content);
        } catch (IOException e) {
            throw new BenchException("cannot make a disk of %s: %s".formatted(program, e.getMessage()), e);
        }
    }

    private static void run(List<String> command) throws BenchException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            if (process.waitFor() != 0) {
                throw new BenchException("%s failed: see above".formatted(String.join(" ", command)));
            }
        } catch (IOException e) {
            throw new BenchException("cannot run %s: %s".formatted(command.getFirst(), e.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", e);
        }
    }

    private static Map<String, String> checksums(Path program) throws IOException, BenchException {
        Process process = new ProcessBuilder("python3", program.toString(), "expect")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Map<String, String> checksums = new HashMap<>();
        try (InputStream out = process.getInputStream()) {
            new String(out.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(line -> {
                String[] words = line.split(" ", -1);
                checksums.put(words[0], words[1]);
            });
            if (process.waitFor() != 0) {
                throw new BenchException("%s expect failed: see above".formatted(program));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", e);
        }
        return checksums;
    }
}
