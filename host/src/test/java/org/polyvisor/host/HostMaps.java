package org.polyvisor.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;

/** What Linux says is mapped in this process. */
final class HostMaps {
    private HostMaps() {}

    static List<String> read() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/maps"));
    }

    /** Permissions at both ends of the guard before, of the range, and of the guard behind. */
    static List<String> permissionsAround(List<String> maps, long start, long bytes, long guard) {
        long end = start + bytes;
        return LongStream.of(start - guard, start - 1, start, end - 1, end, end + guard - 1)
                .mapToObj(address -> permissionsAt(maps, address))
                .toList();
    }

    static String permissionsAt(List<String> maps, long address) {
        return maps.stream()
                .filter(line -> start(line) <= address && address < end(line))
                .map(line -> line.split(" ", -1)[1])
                .findFirst()
                .orElse("unmapped");
    }

    /** Size of one mapping. */
    static long bytes(String line) {
        return end(line) - start(line);
    }

    /** Resident KiB of the mapping that starts at {@code address}. */
    static long residentKibAt(long address) throws IOException {
        List<String> lines = Files.readAllLines(Path.of("/proc/self/smaps"));
        int header = lines.indexOf(lines.stream()
                .filter(line -> line.startsWith("%x-".formatted(address)))
                .findFirst()
                .orElseThrow());
        return lines.subList(header, lines.size()).stream()
                .filter(line -> line.startsWith("Rss:"))
                .map(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    private static long start(String line) {
        return Long.parseUnsignedLong(line.substring(0, line.indexOf('-')), 16);
    }

    private static long end(String line) {
        return Long.parseUnsignedLong(line.substring(line.indexOf('-') + 1, line.indexOf(' ')), 16);
    }
}
