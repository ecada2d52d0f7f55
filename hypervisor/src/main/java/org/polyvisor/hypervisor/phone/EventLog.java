package org.polyvisor.hypervisor.phone;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;

/**
 * The newest events of a phone. Readers ask for what came after the last event that they know, so a slow reader misses
 * events and holds up nobody.
 */
public final class EventLog {
    /** How many are kept. */
    public static final int CAPACITY = 1024;

    /** Guests' words appear in messages: longer ones are cut. */
    private static final int MESSAGE_LIMIT = 400;

    private final ArrayDeque<PhoneEvent> events = new ArrayDeque<>();
    private long last;
    private boolean closed;

    /** Notes that something happened. Any thread; does not wait. */
    public synchronized void add(PhoneEvent.Kind kind, String subject, String message) {
        if (events.size() == CAPACITY) {
            events.removeFirst();
        }
        events.addLast(new PhoneEvent(++last, Instant.now(), kind, subject, printable(message)));
        notifyAll();
    }

    /** A guest can put anything into what it says when it panics. */
    private static String printable(String message) {
        String cut = message.length() > MESSAGE_LIMIT ? message.substring(0, MESSAGE_LIMIT) + "…" : message;
        return cut.replaceAll("[\\p{Cntrl}]", "?");
    }

    /** The kept events with greater numbers, oldest first. */
    public synchronized List<PhoneEvent> after(long number) {
        return events.stream().filter(event -> event.number() > number).toList();
    }

    /** As {@link #after}, but waits for one if there is none; empty when the time is over or the log is closed. */
    public synchronized List<PhoneEvent> awaitAfter(long number, Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (last <= number && !closed) {
            long millis = (end - System.nanoTime()) / 1_000_000;
            if (millis <= 0) {
                return List.of();
            }
            wait(millis);
        }
        return after(number);
    }

    /** Wakes all who wait: nothing more will happen. */
    public synchronized void close() {
        closed = true;
        notifyAll();
    }

    public synchronized boolean isClosed() {
        return closed;
    }
}
