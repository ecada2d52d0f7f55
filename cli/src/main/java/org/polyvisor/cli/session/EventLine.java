package org.polyvisor.cli.session;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.polyvisor.hypervisor.phone.PhoneEvent;
import org.polyvisor.service.api.EventView;

/** An event as a line on the terminal. */
public final class EventLine {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneId.systemDefault());

    private EventLine() {}

    public static String of(PhoneEvent event) {
        return of(event.time(), event.subject(), event.kind().word(), event.message());
    }

    /** The same for an event that came through the API. */
    public static String of(EventView event) {
        return of(Instant.parse(event.time()), event.subject(), event.kind(), event.message());
    }

    private static String of(Instant time, String subject, String kind, String message) {
        return "%s  %-16s %-15s %s".formatted(TIME.format(time), subject.isEmpty() ? "-" : subject, kind, message);
    }
}
