package org.polyvisor.guests.apt;

/** Fetching from Debian failed; the message is one line for the user. */
public final class AptException extends Exception {
    private static final long serialVersionUID = 1L;

    public AptException(String message) {
        super(message);
    }

    public AptException(String message, Throwable cause) {
        super(message, cause);
    }
}
