package org.polyvisor.cli.guest;

import static org.junit.jupiter.api.Assumptions.abort;

import org.polyvisor.guests.BuiltGuest;
import org.polyvisor.guests.GuestBuildException;
import org.polyvisor.guests.GuestBuilder;
import org.polyvisor.guests.GuestCache;
import org.polyvisor.guests.GuestCatalog;
import org.polyvisor.guests.Progress;

/** Guests for tests, from the user's cache, built if they are not there. */
final class TestGuests {
    private TestGuests() {}

    /** Skips the test where the guest can't be had, as without a network; but not in continuous integration. */
    static BuiltGuest get(String name) {
        try {
            return new GuestBuilder(GuestCache.ofUser(), Progress.NONE).ensure(GuestCatalog.find(name));
        } catch (GuestBuildException e) {
            if (System.getenv("CI") != null) {
                throw new AssertionError(e.getMessage(), e);
            }
            return abort("guest %s cannot be built here: %s".formatted(name, e.getMessage()));
        }
    }
}
