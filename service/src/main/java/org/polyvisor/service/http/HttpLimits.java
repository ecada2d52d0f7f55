package org.polyvisor.service.http;

/** What one end of a connection takes from the other. */
public final class HttpLimits {
    /** The longest line of a head, in bytes: method, path and query, or a header. */
    public static final int LINE = 4096;

    /** The most headers. */
    public static final int HEADERS = 32;

    /** The largest body of a request, in bytes: none needs much. */
    public static final int BODY = 64 << 10;

    /** The largest body of a response that a client takes, in bytes. */
    public static final int RESPONSE = 16 << 20;

    /** The most connections at the same time; more are refused. */
    public static final int CONNECTIONS = 64;

    /** How long a request may take to arrive. */
    public static final long RECEIVE_MILLIS = 10_000;

    /** How long a connection may stay open between requests. */
    public static final long IDLE_MILLIS = 60_000;

    /** How long a piece of a response may take to leave. */
    public static final long SEND_MILLIS = 10_000;

    private HttpLimits() {}
}
