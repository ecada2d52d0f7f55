package org.polyvisor.bench.prepare;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.polyvisor.bench.BenchException;

/** The disk of the disk workloads: each 64-bit word tells its own place, see {@code bench/guest/disk.c}. */
public final class PatternDisk {
    private static final int SIZE = 64 << 20;
    private static final int CHUNK = 1 << 20;
    private static final long MULTIPLIER = 0x9e3779b97f4a7c15L;

    private PatternDisk() {}

    /** Writes a fresh disk to {@code file}. */
    public static Path create(Path file) throws BenchException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer buffer = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
            for (long offset = 0; offset < SIZE; offset += CHUNK) {
                buffer.clear();
                for (int i = 0; i < CHUNK; i += Long.BYTES) {
                    buffer.putLong((offset + i) * MULTIPLIER);
                }
                buffer.flip();
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
            }
            return file;
        } catch (IOException e) {
            throw new BenchException("cannot write %s: %s".formatted(file, e.getMessage()), e);
        }
    }
}
