package org.polyvisor.service.http;

/** A request that is answered by an error. */
public final class HttpException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;

    /** {@code message} is one line for people. */
    public HttpException(int status, String message) {
        super(message);
        this.status = status;
    }

    public int status() {
        return status;
    }
}
