package org.polyvisor.guests;

import java.io.IOException;
import java.nio.file.Path;

/** Makes an empty ext4 disk for tests. */
final class EmptyDisk {
    private EmptyDisk() {}

    static Path create(Path folder) throws IOException, InterruptedException {
        Path disk = folder.resolve("empty.img");
        int code = new ProcessBuilder("/sbin/mke2fs", "-q", "-t", "ext4", disk.toString(), "32M")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        if (code != 0) {
            throw new IOException("mke2fs failed");
        }
        return disk;
    }
}
