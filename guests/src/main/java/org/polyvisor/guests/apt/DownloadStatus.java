package org.polyvisor.guests.apt;

import java.util.function.Consumer;
import org.polyvisor.guests.Progress;

/**
 * Reads apt's {@code dlstatus:FILE:PERCENT:TEXT} lines (apt's README.progress-reporting) and passes the share done on
 * as a part of {@code total}.
 */
final class DownloadStatus implements Consumer<String> {
    /** The total of {@link Progress.Unit#SHARE}. */
    static final long SHARE = 10_000;

    private final Progress progress;
    private final long total;
    private long reached;

    DownloadStatus(Progress progress, long total) {
        this.progress = progress;
        this.total = total;
    }

    @Override
    public void accept(String line) {
        String[] parts = line.split(":", 4);
        if (parts.length < 3 || !parts[2].matches("[0-9]{1,3}(\\.[0-9]{1,6})?")) {
            return;
        }
        long done = Math.min(total, (long) (Double.parseDouble(parts[2]) / 100 * total));
        if (done > reached) {
            reached = done;
            progress.advance(done, total);
        }
    }
}
