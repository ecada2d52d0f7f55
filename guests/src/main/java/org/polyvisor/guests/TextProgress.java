package org.polyvisor.guests;

import java.io.PrintStream;

/** Writes a line a step, and for downloads one more at every tenth. */
final class TextProgress implements Progress {
    private static final int TENTHS = 10;

    private final PrintStream out;
    private Unit unit = Unit.NONE;
    private long tenth;

    TextProgress(PrintStream out) {
        this.out = out;
    }

    @Override
    public void step(String what, Unit unit) {
        this.unit = unit;
        tenth = 0;
        out.println(what);
    }

    @Override
    public void advance(long done, long total) {
        long now = total <= 0 ? 0 : done * TENTHS / total;
        if (now > tenth) {
            tenth = now;
            String size = unit == Unit.BYTES ? " of %d MB".formatted(total / 1_000_000) : "";
            out.println("  %d%%%s".formatted(now * TENTHS, size));
        }
    }
}
