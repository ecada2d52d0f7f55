package org.polyvisor.cli.terminal;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import org.jline.terminal.TerminalBuilder;

/** Finds out what standard input and output are. */
public final class Terminals {
    private Terminals() {}

    /** The process's terminal in raw mode, or plain streams if it has none. */
    public static HostTerminal open() {
        // Without this the library looks for providers that need other libraries first.
        System.setProperty(TerminalBuilder.PROP_PROVIDERS, "ffm,exec");
        if (isTerminal()) {
            try {
                return RawTerminal.open();
            } catch (IOException | IllegalStateException e) {
                System.getLogger(Terminals.class.getName())
                        .log(
                                System.Logger.Level.WARNING,
                                "the terminal cannot be put into raw mode: " + e.getMessage());
            }
        }
        return new PipeTerminal(new FileInputStream(FileDescriptor.in), new FileOutputStream(FileDescriptor.out));
    }

    /** Whether standard input and output are a terminal. */
    @SuppressWarnings("SystemConsoleNull") // it is null where the console provider is disabled
    public static boolean isTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }
}
