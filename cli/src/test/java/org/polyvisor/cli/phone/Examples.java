package org.polyvisor.cli.phone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The phones in the folder {@code examples}. */
final class Examples {
    private Examples() {}

    static Path folder() {
        return Path.of("..", "examples");
    }

    static List<Path> all() throws IOException {
        try (Stream<Path> files = Files.list(folder())) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }
}
