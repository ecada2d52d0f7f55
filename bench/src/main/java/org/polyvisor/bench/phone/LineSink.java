package org.polyvisor.bench.phone;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.polyvisor.hypervisor.ConsoleSink;

/** Hands a guest's output on as lines with its name before them, on a thread of its own: vCPUs don't wait for it. */
final class LineSink implements ConsoleSink {
    /** A guest that prints faster than anybody reads loses the rest. */
    private static final int MOST_LINES = 10_000;

    private static final int LONGEST_LINE = 1 << 16;

    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>(MOST_LINES);
    private final StringBuilder line = new StringBuilder();

    LineSink(String name, Consumer<String> out) {
        Thread.ofPlatform().daemon().name(name + " console").start(() -> {
            try {
                while (true) {
                    out.accept(name + "| " + lines.take());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    @Override
    public int write(byte[] bytes, int offset, int length) {
        for (char c : new String(bytes, offset, length, StandardCharsets.ISO_8859_1).toCharArray()) {
            if (c == '\n' || line.length() == LONGEST_LINE) {
                if (!lines.offer(line.toString())) {
                    lines.clear();
                }
                line.setLength(0);
            } else if (c >= ' ') {
                line.append(c);
            }
        }
        return length;
    }
}
