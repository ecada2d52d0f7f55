package org.polyvisor.bench.prepare;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.polyvisor.bench.BenchException;
import org.polyvisor.guests.initramfs.CpioWriter;

/** Adds the measured programs to a guest's initial RAM disk: Linux unpacks archives that follow each other. */
public final class RamDisk {
    private RamDisk() {}

    /** Writes {@code original} with the programs in {@code /bin} to {@code file}. */
    public static Path withPrograms(Path original, GuestPrograms programs, Path file) throws BenchException {
        try (OutputStream out = Files.newOutputStream(file)) {
            Files.copy(original, out);
            GZIPOutputStream gzip = new GZIPOutputStream(out);
            CpioWriter cpio = new CpioWriter(gzip);
            for (Path program : new Path[] {programs.pvbench(), programs.pvwide()}) {
                cpio.file("bin/" + program.getFileName(), 0755, Files.readAllBytes(program));
            }
            cpio.finish();
            gzip.finish();
            return file;
        } catch (IOException e) {
            throw new BenchException("cannot write %s: %s".formatted(file, e.getMessage()), e);
        }
    }
}
