package org.polyvisor.cli.control;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.polyvisor.cli.terminal.HostTerminal;
import org.polyvisor.cli.terminal.Terminals;

/** A text that is written anew over the old one until the user presses q or Ctrl-C. What does not fit is cut off. */
final class TopScreen {
    private static final String HOME = "\033[H";
    private static final String CLEAR_SCREEN = "\033[2J";
    private static final String CLEAR_LINE = "\033[K";
    private static final String CLEAR_BELOW = "\033[J";
    private static final String HIDE_CURSOR = "\033[?25l";
    private static final String SHOW_CURSOR = "\033[?25h";

    private static final byte CONTROL_C = 3;
    private static final byte CONTROL_D = 4;

    private final CountDownLatch left = new CountDownLatch(1);
    private String text = "";
    private int columns = 80;
    private int rows = 24;

    /** Shows what {@code next} gives, anew after each interval; returns when the user has left. */
    void run(Supplier<String> next, Duration interval) throws IOException, InterruptedException {
        try (HostTerminal terminal = Terminals.open()) {
            write(terminal, HIDE_CURSOR + CLEAR_SCREEN);
            try {
                terminal.onResize((width, height) -> resized(terminal, width, height));
                Thread.ofPlatform().daemon().name("keys").start(() -> awaitLeave(terminal));
                while (!left.await(interval.toMillis(), TimeUnit.MILLISECONDS)) {
                    show(terminal, next.get());
                }
            } finally {
                write(terminal, "\r\n" + SHOW_CURSOR);
            }
        }
    }

    private void awaitLeave(HostTerminal terminal) {
        byte[] keys = new byte[64];
        try {
            for (int count = terminal.read(keys); count >= 0; count = terminal.read(keys)) {
                for (int i = 0; i < count; i++) {
                    if (keys[i] == 'q' || keys[i] == CONTROL_C || keys[i] == CONTROL_D) {
                        left.countDown();
                        return;
                    }
                }
            }
        } catch (IOException e) {
            System.getLogger(TopScreen.class.getName()).log(System.Logger.Level.DEBUG, "no more keys", e);
        }
        left.countDown();
    }

    private synchronized void resized(HostTerminal terminal, int width, int height) {
        columns = width > 0 ? width : columns;
        rows = height > 0 ? height : rows;
        try {
            write(terminal, CLEAR_SCREEN + frame(text, columns, rows));
        } catch (IOException e) {
            left.countDown();
        }
    }

    private synchronized void show(HostTerminal terminal, String what) throws IOException {
        text = what;
        write(terminal, frame(text, columns, rows));
    }

    private static synchronized void write(HostTerminal terminal, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        terminal.write(bytes, 0, bytes.length);
    }

    /** The text for a screen of that size, without its last row: the cursor rests there. */
    static String frame(String text, int columns, int rows) {
        return text.lines()
                .limit(Math.max(1, rows - 1))
                .map(line -> line.length() <= columns ? line : line.substring(0, columns))
                .collect(Collectors.joining(CLEAR_LINE + "\r\n", HOME, CLEAR_LINE + CLEAR_BELOW));
    }
}
