package org.polyvisor.service.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;

/** A request and the way to answer it, once. */
public final class HttpExchange {
    private final HttpConnection connection;
    private final HttpRequest request;
    private boolean answered;

    HttpExchange(HttpConnection connection, HttpRequest request) {
        this.connection = connection;
        this.request = request;
    }

    public HttpRequest request() {
        return request;
    }

    boolean isAnswered() {
        return answered;
    }

    /** Answers with a body. */
    public void respond(int status, String type, byte[] body) throws IOException {
        answered = true;
        String head = "HTTP/1.1 %d %s\r\nContent-Type: %s\r\nContent-Length: %d\r\nCache-Control: no-store\r\n\r\n"
                .formatted(status, reason(status), type, body.length);
        byte[] bytes = HttpInput.ascii(head);
        connection.send(ByteBuffer.allocate(bytes.length + body.length)
                .put(bytes)
                .put(body)
                .flip());
    }

    /** Begins an answer of unknown length, whose pieces are sent one by one. */
    public Stream stream(String type) throws IOException {
        answered = true;
        connection.send(ByteBuffer.wrap(HttpInput.ascii(
                "HTTP/1.1 200 OK\r\nContent-Type: %s\r\nTransfer-Encoding: chunked\r\nCache-Control: no-store\r\n\r\n"
                        .formatted(type))));
        return new Stream();
    }

    /**
     * Leaves HTTP: from here on the connection carries bytes in both directions, and ends when the request's handler
     * returns.
     *
     * @throws HttpException if the client has not asked for that protocol
     */
    public HttpConnection upgrade(String protocol) throws IOException, HttpException {
        if (!protocol.equalsIgnoreCase(request.headers().get("upgrade"))
                || !"upgrade".equalsIgnoreCase(request.headers().get("connection"))) {
            throw new HttpException(426, "ask for 'Connection: Upgrade' and 'Upgrade: %s'".formatted(protocol));
        }
        answered = true;
        connection.endAfterThis();
        connection.send(ByteBuffer.wrap(HttpInput.ascii(
                "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: %s\r\n\r\n".formatted(protocol))));
        return connection;
    }

    /** The pieces of an answer. */
    public final class Stream implements AutoCloseable {
        /** Sends a piece that is not empty. */
        public void send(byte[] piece) throws IOException {
            byte[] size = HttpInput.ascii("%x\r\n".formatted(piece.length).toLowerCase(Locale.ROOT));
            connection.send(ByteBuffer.allocate(size.length + piece.length + 2)
                    .put(size)
                    .put(piece)
                    .put((byte) '\r')
                    .put((byte) '\n')
                    .flip());
        }

        /** Tells the client that this was all. */
        @Override
        public void close() throws IOException {
            connection.send(ByteBuffer.wrap(HttpInput.ascii("0\r\n\r\n")));
        }
    }

    private static String reason(int status) {
        return switch (status) {
            case 200 -> "OK";
            case 400 -> "Bad Request";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 409 -> "Conflict";
            case 413 -> "Content Too Large";
            case 426 -> "Upgrade Required";
            case 431 -> "Request Header Fields Too Large";
            case 500 -> "Internal Server Error";
            case 501 -> "Not Implemented";
            case 503 -> "Service Unavailable";
            case 505 -> "HTTP Version Not Supported";
            default -> "Status";
        };
    }
}
