package org.polyvisor.cli;

import java.io.PrintStream;
import java.util.Locale;
import org.polyvisor.guests.Progress;

/**
 * Shows how a guest's build goes on: on a terminal one line that is drawn again and again, elsewhere one line for each
 * step.
 */
final class ProgressBar implements Progress, AutoCloseable {
    private static final int WIDTH = 24;
    private static final long REDRAW_NANOS = 100_000_000;

    private final PrintStream out;
    private final boolean redraws;
    private String what = "";
    private Unit unit = Unit.NONE;
    private long drawn;
    private boolean lineOpen;

    /** {@code redraws} says whether {@code out} is a terminal. */
    ProgressBar(PrintStream out, boolean redraws) {
        this.out = out;
        this.redraws = redraws;
    }

    @Override
    public synchronized void step(String what, Unit unit) {
        finishLine();
        this.what = what;
        this.unit = unit;
        if (redraws) {
            out.print(what);
            out.flush();
            lineOpen = true;
        } else {
            out.println(what);
        }
        drawn = 0;
    }

    @Override
    public synchronized void advance(long done, long total) {
        long now = System.nanoTime();
        boolean finished = done >= total;
        if (!redraws || total <= 0 || now - drawn < REDRAW_NANOS && drawn != 0 && !finished) {
            return;
        }
        drawn = now;
        int filled = (int) Math.min(WIDTH, WIDTH * done / total);
        String bar = "#".repeat(filled) + "-".repeat(WIDTH - filled);
        String amount = switch (unit) {
            case BYTES -> String.format(Locale.ROOT, "%.1f of %.1f MB", done / 1e6, total / 1e6);
            case ITEMS -> "%d of %d".formatted(done, total);
            case SHARE, NONE -> "%d %%".formatted(100 * done / total);
        };
        // Erases the rest of the line: the text before may have been longer.
        out.print("\r[%s] %s  %s\u001b[K".formatted(bar, amount, what));
        out.flush();
        lineOpen = true;
    }

    @Override
    public void close() {
        finishLine();
    }

    /** Ends the line that is being drawn. */
    synchronized void finishLine() {
        if (lineOpen) {
            out.println();
            lineOpen = false;
        }
    }
}
