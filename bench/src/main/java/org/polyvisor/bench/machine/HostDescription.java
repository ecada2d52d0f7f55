package org.polyvisor.bench.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What kind of machine the host is, in a few words. */
public final class HostDescription {
    private HostDescription() {}

    /** Processor, number of cores, memory, kernel. */
    public static String read() {
        return "%s, %d cores, %s, Linux %s"
                .formatted(
                        value("/proc/cpuinfo", "model name"),
                        Runtime.getRuntime().availableProcessors(),
                        value("/proc/meminfo", "MemTotal"),
                        System.getProperty("os.version"));
    }

    private static String value(String file, String key) {
        try {
            List<String> lines = Files.readAllLines(Path.of(file));
            return lines.stream()
                    .filter(line -> line.startsWith(key))
                    .findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .orElse("?");
        } catch (IOException e) {
            return "?";
        }
    }
}
