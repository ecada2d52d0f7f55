package org.polyvisor.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.polyvisor.hypervisor.phone.EventLog;
import org.polyvisor.hypervisor.phone.PhoneEvent;

/**
 * Keeps a phone's events in a file, one line of JSON each. A file that has reached its limit becomes {@code NAME.1}, in
 * place of the one that was there.
 */
public final class EventFile implements AutoCloseable {
    /** The largest size of the file, in bytes, give or take a line. */
    public static final long LIMIT = 1 << 20;

    private static final Duration WAIT = Duration.ofSeconds(60);

    private final EventLog log;
    private final Path file;
    private final Thread thread;

    /** Begins to write what has happened and will happen, on a thread of its own, until the log is closed. */
    public EventFile(EventLog log, Path file) {
        this.log = log;
        this.file = file;
        thread = Thread.ofVirtual().name("event log").start(this::run);
    }

    private void run() {
        long last = 0;
        try {
            boolean more = true;
            while (more) {
                boolean closed = log.isClosed();
                List<PhoneEvent> events = log.awaitAfter(last, WAIT);
                for (PhoneEvent event : events) {
                    append(EventJson.line(event));
                    last = event.number();
                }
                more = !closed;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            System.getLogger(EventFile.class.getName())
                    .log(System.Logger.Level.WARNING, "events are no longer kept in %s: %s".formatted(file, e));
        }
    }

    private void append(byte[] line) throws IOException {
        if (Files.exists(file) && Files.size(file) + line.length > LIMIT) {
            Files.move(file, file.resolveSibling(file.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
        }
        PrivateFolder.makeParent(file);
        Files.write(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** Waits until all is written; to be called when the log is closed. */
    @Override
    public void close() {
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
