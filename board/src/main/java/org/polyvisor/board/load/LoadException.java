package org.polyvisor.board.load;

/**
 * Something that the user named can't be booted. The message is one line for the user: which file, what is wrong with
 * it, what to do.
 */
public final class LoadException extends Exception {
    public LoadException(String message) {
        super(message);
    }

    public LoadException(String message, Throwable cause) {
        super(message, cause);
    }
}
