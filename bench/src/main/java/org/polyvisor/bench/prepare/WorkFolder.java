package org.polyvisor.bench.prepare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.polyvisor.bench.BenchException;

/**
 * A folder for the files of one run; closing it deletes it.
 *
 * @param path where it is
 */
public record WorkFolder(Path path) implements AutoCloseable {
    /** An empty one. */
    public static WorkFolder make() throws BenchException {
        try {
            return new WorkFolder(Files.createTempDirectory("polyvisor-bench"));
        } catch (IOException e) {
            throw new BenchException("cannot make a temporary folder: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            System.err.println("bench: left behind: " + path);
        }
    }
}
