package org.polyvisor.cli.terminal;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.EnumSet;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** The user's terminal in raw mode: every key, Ctrl-C included, arrives as a byte, and bytes go out untouched. */
final class RawTerminal implements HostTerminal {
    private final Terminal terminal;
    private final Attributes original;
    private final FileInputStream in = new FileInputStream(FileDescriptor.in);
    private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);
    private final ExitHook restoreAtExit;
    private boolean restored;

    private RawTerminal(Terminal terminal) {
        this.terminal = terminal;
        original = terminal.getAttributes();
        // From here on every way out of the process, SIGTERM and SIGHUP included, gives the terminal back.
        restoreAtExit = ExitHook.install("restore terminal", this::restore);
        terminal.setAttributes(raw(original));
    }

    /**
     * Takes over the process's terminal.
     *
     * @throws IOException if standard input and output are not one
     */
    static RawTerminal open() throws IOException {
        Terminal terminal = TerminalBuilder.builder()
                .system(true)
                .dumb(false)
                // Asks the terminal nothing at the start: its answers would be typed to the guest.
                .graphemeCluster(false)
                .nativeSignals(true)
                .signalHandler(Terminal.SignalHandler.SIG_IGN)
                .build();
        return new RawTerminal(terminal);
    }

    private static Attributes raw(Attributes original) {
        Attributes raw = new Attributes(original);
        raw.setInputFlags(
                EnumSet.of(
                        Attributes.InputFlag.BRKINT,
                        Attributes.InputFlag.ICRNL,
                        Attributes.InputFlag.INLCR,
                        Attributes.InputFlag.IGNCR,
                        Attributes.InputFlag.ISTRIP,
                        Attributes.InputFlag.IXON,
                        Attributes.InputFlag.IXOFF),
                false);
        raw.setOutputFlag(Attributes.OutputFlag.OPOST, false);
        raw.setLocalFlags(
                EnumSet.of(
                        Attributes.LocalFlag.ECHO,
                        Attributes.LocalFlag.ECHONL,
                        Attributes.LocalFlag.ICANON,
                        Attributes.LocalFlag.IEXTEN,
                        Attributes.LocalFlag.ISIG),
                false);
        raw.setControlChar(Attributes.ControlChar.VMIN, 1);
        raw.setControlChar(Attributes.ControlChar.VTIME, 0);
        return raw;
    }

    @Override
    public boolean isInteractive() {
        return true;
    }

    @Override
    public int read(byte[] buffer) throws IOException {
        return in.read(buffer);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        out.write(bytes, offset, count);
    }

    @Override
    public void onResize(ResizeListener listener) {
        Terminal.SignalHandler report = _ -> {
            Size size = terminal.getSize();
            listener.resized(size.getColumns(), size.getRows());
        };
        terminal.handle(Terminal.Signal.WINCH, report);
        report.handle(Terminal.Signal.WINCH);
    }

    private synchronized void restore() {
        if (!restored) {
            restored = true;
            terminal.setAttributes(original);
        }
    }

    @Override
    public void close() {
        restore();
        restoreAtExit.close();
        try {
            terminal.close();
        } catch (IOException e) {
            System.getLogger(RawTerminal.class.getName()).log(System.Logger.Level.DEBUG, "closing the terminal", e);
        }
    }
}
