package org.polyvisor.gdb;

/** A debugger can't be served as the user asked: the message is one line for the user. */
public final class GdbException extends Exception {
    public GdbException(String message) {
        super(message);
    }
}
