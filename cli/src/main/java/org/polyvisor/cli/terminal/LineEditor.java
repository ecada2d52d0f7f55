package org.polyvisor.cli.terminal;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;

/** Makes a line from single keys on a raw terminal, with echo; printable ASCII only. Not thread-safe. */
public final class LineEditor {
    private static final int LIMIT = 256;
    private static final int BACKSPACE = 0x08;
    private static final int DELETE = 0x7f;
    private static final int CLEAR_LINE = 0x15;

    private final StringBuilder line = new StringBuilder();
    private final Consumer<String> echo;

    /** {@code echo} shows text on the terminal. */
    public LineEditor(Consumer<String> echo) {
        this.echo = echo;
    }

    /** Takes one key; returns the line, without its end, when the key was Enter. */
    public Optional<String> key(byte key) {
        switch (key) {
            case '\r', '\n' -> {
                String finished = line.toString();
                line.setLength(0);
                echo.accept("\r\n");
                return Optional.of(finished);
            }
            case BACKSPACE, DELETE -> erase(1);
            case CLEAR_LINE -> erase(line.length());
            default -> {
                if (key >= ' ' && line.length() < LIMIT) {
                    line.append((char) key);
                    echo.accept(new String(new byte[] {key}, StandardCharsets.US_ASCII));
                }
            }
        }
        return Optional.empty();
    }

    private void erase(int count) {
        int erased = Math.min(count, line.length());
        line.setLength(line.length() - erased);
        echo.accept("\b \b".repeat(erased));
    }
}
