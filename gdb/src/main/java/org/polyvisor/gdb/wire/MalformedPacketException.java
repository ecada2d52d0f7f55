package org.polyvisor.gdb.wire;

/** A packet that is not as the protocol says. Carries no stack trace, so that a flood of them costs little. */
public final class MalformedPacketException extends Exception {
    public MalformedPacketException(String message) {
        super(message, null, false, false);
    }
}
