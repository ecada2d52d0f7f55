package org.polyvisor.guests.deb;

import java.io.IOException;

/** A package file is damaged, or asks for something outside the limits of {@link DebFile}. */
public final class DebFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    public DebFormatException(String message) {
        super(message);
    }
}
