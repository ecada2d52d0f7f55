package org.polyvisor.bench.machine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Short commands of the host whose first line of output is wanted. */
public final class HostCommand {
    /** A launcher may have to build first. */
    private static final int LIMIT_MINUTES = 10;

    private HostCommand() {}

    /** The first line the command prints, or null if it cannot be started, fails or takes too long. */
    public static @Nullable String firstLine(List<String> command) {
        try {
            Path output = Files.createTempFile("bench", ".out");
            try {
                Process process = new ProcessBuilder(command)
                        .redirectOutput(output.toFile())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .redirectInput(Path.of("/dev/null").toFile())
                        .start();
                if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
                    process.destroyForcibly();
                    return null;
                }
                List<String> lines = Files.readAllLines(output, StandardCharsets.UTF_8);
                return process.exitValue() == 0 && !lines.isEmpty() ? lines.getFirst() : null;
            } finally {
                Files.deleteIfExists(output);
            }
        } catch (IOException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }
}
