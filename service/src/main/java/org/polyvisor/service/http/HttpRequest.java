package org.polyvisor.service.http;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A request. Its body, if it has one, has been read and dropped.
 *
 * @param method such as GET
 * @param path the parts of the path, decoded
 * @param query the parameters behind it, decoded
 * @param headers by name in lower case
 */
public record HttpRequest(String method, List<String> path, Map<String, String> query, Map<String, String> headers) {
    private static final Set<String> METHODS = Set.of("GET", "POST");

    /** Reads one; see {@link HttpInput} for what is refused. */
    static HttpRequest read(HttpInput in) throws IOException, HttpException {
        String[] parts = in.line().split(" ", -1);
        if (parts.length != 3 || !parts[1].startsWith("/")) {
            throw new HttpException(400, "malformed request line");
        }
        if (!parts[2].equals("HTTP/1.1")) {
            throw new HttpException(505, "only HTTP/1.1 is spoken here");
        }
        Map<String, String> headers = in.headers();
        if (!METHODS.contains(parts[0])) {
            throw new HttpException(405, "only GET and POST are known here");
        }
        if (!headers.containsKey("host")) {
            throw new HttpException(400, "no Host header");
        }
        if (headers.containsKey("transfer-encoding")) {
            throw new HttpException(501, "a body comes with a Content-Length here");
        }
        int length = HttpInput.contentLength(headers.get("content-length"), HttpLimits.BODY);
        int mark = parts[1].indexOf('?');
        String path = mark < 0 ? parts[1] : parts[1].substring(0, mark);
        String query = mark < 0 ? "" : parts[1].substring(mark + 1);
        // No request here has a use for one; what is behind it is the next request.
        in.bytes(Math.max(0, length));
        return new HttpRequest(parts[0], segments(path), parameters(query), headers);
    }

    private static List<String> segments(String path) throws HttpException {
        List<String> segments = new ArrayList<>();
        for (String segment : path.substring(1).split("/", -1)) {
            segments.add(decode(segment.replace("+", "%2B")));
        }
        return List.copyOf(segments);
    }

    private static Map<String, String> parameters(String query) throws HttpException {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : query.isEmpty() ? new String[0] : query.split("&", -1)) {
            int equal = pair.indexOf('=');
            String name = decode(equal < 0 ? pair : pair.substring(0, equal));
            if (parameters.putIfAbsent(name, equal < 0 ? "" : decode(pair.substring(equal + 1))) != null) {
                throw new HttpException(400, "a parameter is there twice");
            }
        }
        return parameters;
    }

    private static String decode(String text) throws HttpException {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new HttpException(400, "malformed escape in the path");
        }
    }

    /** Whether the client wants the connection to end after the response. */
    boolean isLast() {
        return "close".equalsIgnoreCase(headers.get("connection"));
    }
}
