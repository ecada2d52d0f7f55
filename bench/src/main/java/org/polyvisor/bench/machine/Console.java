package org.polyvisor.bench.machine;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.polyvisor.bench.BenchException;

/** The console of a machine: what it printed and has not been looked at yet, and a way to type. */
public final class Console {
    /** A machine that prints for ever keeps only this much. */
    private static final int KEPT_CHARACTERS = 1 << 18;

    private static final int TAIL_CHARACTERS = 300;

    private final OutputStream toGuest;
    private final StringBuilder unread = new StringBuilder();
    private boolean ended;

    Console(InputStream fromGuest, OutputStream toGuest) {
        this.toGuest = toGuest;
        Thread.ofPlatform().daemon().name("console").start(() -> read(fromGuest));
    }

    private void read(InputStream in) {
        byte[] buffer = new byte[8192];
        try {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                append(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
            }
        } catch (IOException e) {
            // The process ended under our hands; what follows is the same as at the end of its output.
        }
        synchronized (unread) {
            ended = true;
            unread.notifyAll();
        }
    }

    private void append(String text) {
        synchronized (unread) {
            unread.append(text);
            if (unread.length() > KEPT_CHARACTERS) {
                unread.delete(0, unread.length() - KEPT_CHARACTERS);
            }
            unread.notifyAll();
        }
    }

    /** Types {@code text}. */
    public void type(String text) throws BenchException {
        try {
            toGuest.write(text.getBytes(StandardCharsets.US_ASCII));
            toGuest.flush();
        } catch (IOException e) {
            throw new BenchException("the machine ended: " + tail(), e);
        }
    }

    /**
     * Waits until {@code text} is printed and forgets everything up to its end.
     *
     * @throws BenchException if the machine ends or the time is over; the message has the last that was printed
     */
    public void await(String text, Duration limit) throws BenchException {
        awaitAny(Pattern.quote(text), limit);
    }

    /** As {@link #await}, for a match of a pattern, which it returns. */
    public String awaitAny(String pattern, Duration limit) throws BenchException {
        return awaitMatch(Pattern.compile("(" + pattern + ")"), limit);
    }

    /** Waits for a whole line that starts with a match of {@code start} and returns it without its end. */
    public String awaitLine(String start, Duration limit) throws BenchException {
        return awaitMatch(Pattern.compile("(?:^|\\n)((?:" + start + ")[^\\r\\n]*)\\r?\\n"), limit);
    }

    private String awaitMatch(Pattern pattern, Duration limit) throws BenchException {
        long end = System.nanoTime() + limit.toNanos();
        synchronized (unread) {
            while (true) {
                Matcher matcher = pattern.matcher(unread);
                if (matcher.find()) {
                    String found = matcher.group(1);
                    unread.delete(0, matcher.end());
                    return found;
                }
                long left = (end - System.nanoTime()) / 1_000_000;
                if (ended || left <= 0) {
                    throw new BenchException("%s; last output: %s"
                            .formatted(
                                    ended ? "the machine ended" : "no answer in " + limit.toSeconds() + " s", tail()));
                }
                waitForOutput(left);
            }
        }
    }

    private void waitForOutput(long milliseconds) throws BenchException {
        try {
            unread.wait(milliseconds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", e);
        }
    }

    private String tail() {
        synchronized (unread) {
            String text = unread.substring(Math.max(0, unread.length() - TAIL_CHARACTERS));
            return text.strip().replaceAll("[\\p{Cntrl}]+", " | ");
        }
    }
}
