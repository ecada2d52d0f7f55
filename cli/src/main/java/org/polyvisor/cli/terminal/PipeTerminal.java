package org.polyvisor.cli.terminal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** No terminal at all: files or pipes, as in scripts. Bytes pass as they are. */
public final class PipeTerminal implements HostTerminal {
    private final InputStream in;
    private final OutputStream out;

    public PipeTerminal(InputStream in, OutputStream out) {
        this.in = in;
        this.out = out;
    }

    @Override
    public boolean isInteractive() {
        return false;
    }

    @Override
    public int read(byte[] buffer) throws IOException {
        return in.read(buffer);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        out.write(bytes, offset, count);
        out.flush();
    }

    @Override
    public void onResize(ResizeListener listener) {
        // a pipe has no size
    }

    @Override
    public void close() {
        // nothing was changed
    }
}
