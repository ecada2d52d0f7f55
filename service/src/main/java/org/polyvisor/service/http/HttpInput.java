package org.polyvisor.service.http;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the parts of HTTP/1.1 messages (RFC 9112) strictly: whatever is ambiguous is refused. Not thread-safe. */
public final class HttpInput {
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";

    private final ReadableByteChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(8192).flip();

    public HttpInput(ReadableByteChannel channel) {
        this.channel = channel;
    }

    /** The next byte; -1 at the end. */
    private int next() throws IOException {
        if (!buffer.hasRemaining()) {
            buffer.clear();
            int count = channel.read(buffer);
            buffer.flip();
            if (count <= 0) {
                return -1;
            }
        }
        return buffer.get() & 0xff;
    }

    /** Waits for the first byte of a message; false at the end of the connection. */
    public boolean awaitMessage() throws IOException {
        int first = next();
        if (first >= 0) {
            buffer.position(buffer.position() - 1);
        }
        return first >= 0;
    }

    /**
     * A line without its CR LF.
     *
     * @throws HttpException if it is too long, or contains anything but printable ASCII and tabs
     */
    public String line() throws IOException, HttpException {
        StringBuilder line = new StringBuilder();
        for (int c = next(); c != '\r'; c = next()) {
            if (c < 0) {
                throw new EOFException("the connection ended within a line");
            }
            if (c != '\t' && (c < ' ' || c > '~')) {
                throw new HttpException(400, "a head contains the byte 0x%02x".formatted(c));
            }
            if (line.length() == HttpLimits.LINE) {
                throw new HttpException(431, "a line of the head is longer than %d bytes".formatted(HttpLimits.LINE));
            }
            line.append((char) c);
        }
        if (next() != '\n') {
            throw new HttpException(400, "a line of the head does not end with CR LF");
        }
        return line.toString();
    }

    /**
     * The headers up to the empty line, by name in lower case.
     *
     * @throws HttpException if there are too many, one is malformed or is there twice
     */
    public Map<String, String> headers() throws IOException, HttpException {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            String name = colon < 0 ? "" : line.substring(0, colon);
            if (!name.matches(TOKEN)) {
                throw new HttpException(400, "malformed header");
            }
            if (headers.putIfAbsent(
                            name.toLowerCase(Locale.ROOT),
                            line.substring(colon + 1).strip())
                    != null) {
                throw new HttpException(400, "header %s is there twice".formatted(name));
            }
            if (headers.size() > HttpLimits.HEADERS) {
                throw new HttpException(431, "more than %d headers".formatted(HttpLimits.HEADERS));
            }
        }
        return headers;
    }

    /**
     * The length that a Content-Length header tells; -1 if there is none.
     *
     * @throws HttpException if it is malformed or above the limit
     */
    public static int contentLength(@Nullable String header, int limit) throws HttpException {
        if (header == null) {
            return -1;
        }
        if (!header.matches("[0-9]{1,9}")) {
            throw new HttpException(400, "malformed Content-Length");
        }
        int length = Integer.parseInt(header);
        if (length > limit) {
            throw new HttpException(413, "a body of %d bytes; at most %d are taken".formatted(length, limit));
        }
        return length;
    }

    /** That many bytes. */
    public byte[] bytes(int count) throws IOException {
        byte[] bytes = new byte[count];
        for (int done = 0; done < count; ) {
            int got = read(bytes, done);
            if (got < 0) {
                throw new EOFException("the connection ended within a body");
            }
            done += got;
        }
        return bytes;
    }

    /** Fills {@code into} from {@code offset} with what is there, at least one byte; -1 at the end. */
    public int read(byte[] into, int offset) throws IOException {
        if (!buffer.hasRemaining()) {
            buffer.clear();
            int count = channel.read(buffer);
            buffer.flip();
            if (count <= 0) {
                return -1;
            }
        }
        int part = Math.min(into.length - offset, buffer.remaining());
        buffer.get(into, offset, part);
        return part;
    }

    /** The next chunk of a body in chunks; empty at its end, behind which this stands then. */
    public byte[] chunk() throws IOException, HttpException {
        String size = line();
        if (!size.matches("[0-9a-fA-F]{1,6}")) {
            throw new HttpException(400, "malformed size of a chunk");
        }
        byte[] bytes = bytes(Integer.parseInt(size, 16));
        if (!line().isEmpty()) {
            throw new HttpException(400, "a chunk does not end where it says");
        }
        return bytes;
    }

    /** Bytes of a head, for the other direction. */
    public static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
