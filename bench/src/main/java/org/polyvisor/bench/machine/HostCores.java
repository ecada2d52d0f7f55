package org.polyvisor.bench.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.polyvisor.bench.BenchException;

/**
 * On which of the host's processors a machine runs.
 *
 * @param list in the form that taskset(1) reads; empty for all
 */
public record HostCores(String list) {
    /** Wherever the host's scheduler likes. */
    public static final HostCores ALL = new HostCores("");

    /** The last processor that this process may use: the first ones take more of the host's interrupts. */
    public static HostCores last() throws BenchException {
        return new HostCores(allowed().replaceAll(".*[^0-9]", ""));
    }

    private static String allowed() throws BenchException {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("Cpus_allowed_list:"))
                    .findFirst()
                    .orElseThrow(() -> new BenchException("/proc/self/status names no processors: is this Linux?"))
                    .replaceAll("^[^0-9]*", "");
        } catch (IOException e) {
            throw new BenchException("cannot read /proc/self/status: is this Linux?", e);
        }
    }

    /** The first processor that this process may use: where the harness and a JVM's helpers go. */
    public static HostCores first() throws BenchException {
        return new HostCores(allowed().replaceAll("[^0-9].*", ""));
    }

    List<String> prefix() {
        return list.isEmpty() ? List.of() : List.of("taskset", "-c", list);
    }
}
