package org.polyvisor.guests.apt;

/** Fetching from Debian failed; the message is one line for the user. */
public final class AptException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean signature;

    public AptException(String message) {
        super(message);
        this.signature = false;
    }

    private AptException(String message, boolean signature) {
        super(message);
        this.signature = signature;
    }

    /** A signature could not be verified. */
    static AptException ofSignature(String message) {
        return new AptException(message, true);
    }

    /** Whether the cause is a signature that the keyring cannot verify. */
    boolean isAboutSignature() {
        return signature;
    }

    public AptException(String message, Throwable cause) {
        super(message, cause);
        this.signature = false;
    }
}
