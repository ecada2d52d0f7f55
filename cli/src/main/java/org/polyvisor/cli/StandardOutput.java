package org.polyvisor.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The process's output, which remembers what {@link PrintStream} keeps to itself: why something could not be written. */
final class StandardOutput extends OutputStream {
    private static final Path OWN = Path.of("/proc/self/fd/1");
    private static final int FILE_TYPE = 0xf000;
    private static final int FIFO = 0x1000;
    private static final int SOCKET = 0xc000;

    private final OutputStream out;
    private final Path file;
    private volatile @Nullable IOException failure;

    /** @param file what {@code out} writes to */
    StandardOutput(OutputStream out, Path file) {
        this.out = out;
        this.file = file;
    }

    /** Puts one in the place of {@link System#out}. */
    static StandardOutput install() {
        StandardOutput output = new StandardOutput(new FileOutputStream(FileDescriptor.out), OWN);
        System.setOut(new PrintStream(output, true, System.out.charset()));
        return output;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    /** Why output was lost; null if none was, or if its reader did not want more of it. */
    @Nullable
    String loss() {
        IOException known = failure;
        return known == null || isPipe() ? null : String.valueOf(known.getMessage());
    }

    /** What can befall a pipe is that its reader goes, as {@code head} does; messages of the host may be in any language. */
    private boolean isPipe() {
        try {
            int type = (Integer) Files.getAttribute(file, "unix:mode") & FILE_TYPE;
            return type == FIFO || type == SOCKET;
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return false;
        }
    }
}
