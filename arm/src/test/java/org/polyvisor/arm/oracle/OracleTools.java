package org.polyvisor.arm.oracle;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The programs that the oracle tests ask: where they are, and what it means that one is missing. */
final class OracleTools {
    static final String QEMU_USER = "qemu-aarch64-static";
    static final String QEMU_SYSTEM = "qemu-system-aarch64";
    static final String CROSS_GCC = "aarch64-linux-gnu-gcc";
    static final String CROSS_OBJCOPY = "aarch64-linux-gnu-objcopy";
    static final String CROSS_OBJDUMP = "aarch64-linux-gnu-objdump";
    static final String LLVM_MC = "llvm-mc";

    private static final Pattern KNOWS_COPIES = Pattern.compile("version (8\\.[2-9]|9\\.|[1-9][0-9]\\.)");

    private OracleTools() {}

    /**
     * Skips the calling test if a tool is not installed; fails it where oracles are required, that is with {@code
     * -Dpolyvisor.requireOracles=true} or in continuous integration ({@code CI=true}).
     */
    static void require(String... tools) {
        String missing = Arrays.stream(tools).filter(tool -> !isInstalled(tool)).collect(Collectors.joining(", "));
        if (!missing.isEmpty()
                && (Boolean.getBoolean("polyvisor.requireOracles") || "true".equals(System.getenv("CI")))) {
            fail("This test needs " + missing
                    + ": install Debian's qemu-user-static, qemu-system-arm, gcc-aarch64-linux-gnu and llvm.");
        }
        assumeTrue(missing.isEmpty(), "not installed: " + missing);
    }

    /**
     * A QEMU for user programs that has FEAT_MOPS, which came with version 8.2; {@code check} provides one. Without it,
     * skips or fails the calling test as {@link #require} does.
     */
    static String qemuUserWithCopies() {
        for (String name : List.of("qemu-aarch64", QEMU_USER)) {
            if (isInstalled(name)
                    && KNOWS_COPIES.matcher(run(List.of(name, "--version"))).find()) {
                return name;
            }
        }
        require("qemu-aarch64 8.2 or newer");
        throw new IllegalStateException("a program by that name");
    }

    private static boolean isInstalled(String tool) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
    }

    /** Runs a command to its end and returns what it printed; anything but exit code 0 fails the test. */
    static String run(List<String> command) {
        return run(command, new byte[0]);
    }

    /** The same with something to read on its standard input. */
    static String run(List<String> command, byte[] input) {
        try {
            Path stdin = Files.createTempFile("polyvisor-oracle", ".in");
            try {
                Files.write(stdin, input);
                Process process = new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectInput(stdin.toFile())
                        .start();
                String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                int code = process.waitFor();
                if (code != 0) {
                    fail(String.join(" ", command) + " ended with " + code + ":\n" + output);
                }
                return output;
            } finally {
                Files.delete(stdin);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Writes a resource of this package into a folder and returns its path there. */
    static Path resource(String name, Path folder) {
        try (InputStream in = OracleTools.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + name);
            }
            Path file = folder.resolve(name);
            Files.write(file, in.readAllBytes());
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
