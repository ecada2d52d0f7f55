package org.polyvisor.guests;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.polyvisor.guests.deb.DebFile;
import org.polyvisor.guests.deb.TarEntry;

/** Takes a single file out of a package. */
final class FileInPackage {
    private static final long LARGEST = 256L << 20;

    private FileInPackage() {}

    /** The content of the file at one of {@code paths}. */
    static byte[] read(Path deb, String... paths) throws IOException {
        List<String> wanted = List.of(paths);
        AtomicReference<byte[]> found = new AtomicReference<>();
        new DebFile(deb).visitData((entry, content) -> {
            if (entry.kind() == TarEntry.Kind.FILE && wanted.contains(entry.path()) && entry.size() <= LARGEST) {
                found.set(content.readAllBytes());
            }
        });
        byte[] bytes = found.get();
        if (bytes == null) {
            throw new IOException("%s has no file %s".formatted(deb.getFileName(), wanted.getFirst()));
        }
        return bytes;
    }
}
