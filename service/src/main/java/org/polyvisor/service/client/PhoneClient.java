package org.polyvisor.service.client;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URLEncoder;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Predicate;
import org.polyvisor.hypervisor.ConfigurationException;
import org.polyvisor.service.api.EventView;
import org.polyvisor.service.api.Note;
import org.polyvisor.service.http.HttpException;
import org.polyvisor.service.http.HttpInput;
import org.polyvisor.service.http.HttpLimits;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Talks to a running phone; each request has a connection of its own. */
public final class PhoneClient {
    private final Path socket;

    /** {@code socket} is the phone's. */
    public PhoneClient(Path socket) {
        this.socket = socket;
    }

    /** Whether a phone answers there. */
    public static boolean isAlive(Path socket) {
        try (SocketChannel _ = connect(socket)) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static SocketChannel connect(Path socket) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** A name as a part of a path. */
    public static String escape(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** The head of a response, and what is behind it. */
    private record Response(int status, Map<String, String> headers, HttpInput in) {}

    private Response request(SocketChannel channel, String method, String path, String headers)
            throws IOException, HttpException {
        String head = "%s /v1/%s HTTP/1.1\r\nHost: phone\r\n%s\r\n".formatted(method, path, headers);
        ByteBuffer bytes = ByteBuffer.wrap(HttpInput.ascii(head));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        HttpInput in = new HttpInput(channel);
        String[] status = in.line().split(" ", 3);
        if (status.length < 2 || !status[1].matches("[1-5][0-9][0-9]")) {
            throw new HttpException(502, "what answers there does not speak HTTP");
        }
        Response response = new Response(Integer.parseInt(status[1]), in.headers(), in);
        if (response.status() >= 400) {
            Note note = JsonMapper.shared().readValue(body(response), Note.class);
            throw new ConfigurationException(note.message());
        }
        return response;
    }

    private static byte[] body(Response response) throws IOException, HttpException {
        int length = HttpInput.contentLength(response.headers().get("content-length"), HttpLimits.RESPONSE);
        return response.in().bytes(Math.max(0, length));
    }

    /**
     * Asks for something.
     *
     * @param path below {@code /v1/}
     * @throws ConfigurationException if no phone answers, or it refuses; one line
     */
    public <T> T get(String path, Class<T> type) {
        return ask("GET", path, type);
    }

    /** Has something done; returns what the phone says about it. Otherwise as {@link #get}. */
    public String post(String path) {
        return ask("POST", path, Note.class).message();
    }

    private <T> T ask(String method, String path, Class<T> type) {
        try (SocketChannel channel = connect(socket)) {
            return JsonMapper.shared().readValue(body(request(channel, method, path, "")), type);
        } catch (IOException | HttpException | JacksonException e) {
            throw lost(e);
        }
    }

    /**
     * Hands events to {@code listener} until it returns false, all are told or, where {@code query} says follow, the
     * phone ends.
     */
    public void events(String query, Predicate<EventView> listener) {
        try (SocketChannel channel = connect(socket)) {
            Response response = request(channel, "GET", "events" + query, "");
            byte[] chunk = response.in().chunk();
            while (chunk.length > 0) {
                // Each chunk is one line.
                String line = new String(chunk, StandardCharsets.UTF_8).strip();
                if (!line.isEmpty() && !listener.test(JsonMapper.shared().readValue(line, EventView.class))) {
                    return;
                }
                chunk = response.in().chunk();
            }
        } catch (IOException e) {
            System.getLogger(PhoneClient.class.getName()).log(System.Logger.Level.DEBUG, "the phone has ended", e);
        } catch (HttpException | JacksonException e) {
            throw lost(e);
        }
    }

    /** Attaches to a VM's console. */
    public ConsoleLink console(String vm, int columns, int rows) {
        try {
            SocketChannel channel = connect(socket);
            try {
                Response response = request(
                        channel,
                        "GET",
                        "vms/%s/console?columns=%d&rows=%d".formatted(escape(vm), columns, rows),
                        "Connection: Upgrade\r\nUpgrade: polyvisor-console\r\n");
                return new ConsoleLink(channel, response.in());
            } catch (IOException | HttpException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException | HttpException | JacksonException e) {
            throw lost(e);
        }
    }

    private ConfigurationException lost(Exception e) {
        if (!isAlive(socket)) {
            return new ConfigurationException("the phone at %s has ended".formatted(socket), e);
        }
        return new ConfigurationException("the phone at %s does not answer: %s".formatted(socket, e.getMessage()), e);
    }
}
