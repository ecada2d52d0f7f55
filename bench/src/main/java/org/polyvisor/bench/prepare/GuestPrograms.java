package org.polyvisor.bench.prepare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.polyvisor.bench.BenchException;

/**
 * The programs that run in the guests, built from {@code bench/guest} when they are older than their sources.
 *
 * @param pvbench all workloads, for Linux
 * @param pvwide the wide code as a program of its own, for Linux
 * @param bare the computing workloads without an operating system, a Linux Image
 * @param checksums what a round of a workload returns, by its name, as computed on the host
 */
public record GuestPrograms(Path pvbench, Path pvwide, Path bare, Map<String, String> checksums) {
    private static final int LIMIT_MINUTES = 10;

    /** Builds them below {@code bench/target} unless that is done. */
    public static GuestPrograms ensure(Path bench) throws BenchException {
        Path sources = bench.resolve("guest");
        Path out = bench.resolve("target/guest");
        try {
            if (!isNewer(out.resolve("expected.txt"), sources)) {
                System.err.println("bench: building the guest programs (a minute or two, once)");
                build(sources, out);
            }
            return new GuestPrograms(
                    out.resolve("pvbench"), out.resolve("pvwide"), out.resolve("bare.img"), checksums(out));
        } catch (IOException e) {
            throw new BenchException("cannot build the guest programs: " + e.getMessage(), e);
        }
    }

    private static void build(Path sources, Path out) throws IOException, BenchException {
        Files.createDirectories(out);
        Process process = new ProcessBuilder(
                        sources.resolve("build").toString(),
                        out.toAbsolutePath().toString())
                .inheritIO()
                .start();
        try {
            if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new BenchException("bench/guest/build does not end");
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", e);
        }
        if (process.exitValue() != 0) {
            throw new BenchException("bench/guest/build failed: see above");
        }
    }

    private static boolean isNewer(Path built, Path sources) throws IOException {
        if (!Files.exists(built)) {
            return false;
        }
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (Files.getLastModifiedTime(file).compareTo(Files.getLastModifiedTime(built)) > 0) {
                    return false;
                }
            }
        }
        return true;
    }

    private static Map<String, String> checksums(Path out) throws IOException {
        Map<String, String> checksums = new HashMap<>();
        List<String> lines = Files.readAllLines(out.resolve("expected.txt"));
        for (String line : lines) {
            String[] words = line.split(" ", -1);
            checksums.put(words[0], words[1]);
        }
        // A disk cannot be asked here: every request right, the write rounds with one read more.
        checksums.putAll(
                Map.of("disk-read-4k", "20", "disk-write-4k", "21", "disk-read-1m", "8", "disk-write-1m", "9"));
        return checksums;
    }
}
