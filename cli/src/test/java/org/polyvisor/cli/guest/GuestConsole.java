package org.polyvisor.cli.guest;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.polyvisor.hypervisor.ConsoleSink;

/** A guest's console for a test: keeps all output and waits for words in it. */
final class GuestConsole implements ConsoleSink {
    private final StringBuilder output = new StringBuilder();
    private int searchedUpTo;

    @Override
    public synchronized int write(byte[] bytes, int offset, int length) {
        output.append(new String(bytes, offset, length, StandardCharsets.ISO_8859_1));
        notifyAll();
        return length;
    }

    /** Waits for text in what came after the text that was last waited for; returns what came before it. */
    synchronized String await(String text, Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        int found = output.indexOf(text, searchedUpTo);
        while (found < 0) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new AssertionError("no '%s' within %s; the console says:%n%s".formatted(text, limit, output));
            }
            wait(left);
            found = output.indexOf(text, searchedUpTo);
        }
        String before = output.substring(searchedUpTo, found);
        searchedUpTo = found + text.length();
        return before;
    }

    synchronized String all() {
        return output.toString();
    }
}
