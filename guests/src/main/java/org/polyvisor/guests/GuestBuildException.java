package org.polyvisor.guests;

/**
 * A guest cannot be built. The message is one line for the user: what is wrong, where, and what to do; the cause is
 * there for a developer's eyes only.
 */
public final class GuestBuildException extends Exception {
    private static final long serialVersionUID = 1L;

    public GuestBuildException(String message) {
        super(message);
    }

    public GuestBuildException(String message, Throwable cause) {
        super(message, cause);
    }
}
