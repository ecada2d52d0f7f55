package org.polyvisor.service.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class HttpRequestTest {
    private static final String GOOD = "POST /v1/vms/my%20vm/stop?timeout=5&force HTTP/1.1\r\nHost: x\r\n\r\n";

    private static HttpRequest read(byte[] bytes) throws IOException, HttpException {
        return HttpRequest.read(new HttpInput(Channels.newChannel(new ByteArrayInputStream(bytes))));
    }

    private static HttpRequest read(String text) throws IOException, HttpException {
        return read(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void readsPathAndParameters() throws Exception {
        HttpRequest request = read(GOOD);

        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.path()).containsExactly("v1", "vms", "my vm", "stop");
        assertThat(request.query()).containsEntry("timeout", "5").containsEntry("force", "");
    }

    @ParameterizedTest
    @CsvSource({
        "GET /, 400",
        "GET  / HTTP/1.1, 400",
        "GET http://x/ HTTP/1.1, 400",
        "GET / HTTP/1.0, 505",
        "DELETE / HTTP/1.1, 405",
        "GET /%zz HTTP/1.1, 400",
        "GET /?a=1&a=2 HTTP/1.1, 400",
    })
    void refusesWhatIsNoRequest(String line, int status) {
        assertThatThrownBy(() -> read(line + "\r\nHost: x\r\n\r\n"))
                .isInstanceOfSatisfying(
                        HttpException.class, e -> assertThat(e.status()).isEqualTo(status));
    }

    @ParameterizedTest
    @CsvSource({
        "'', 400",
        "'Host: x\r\nHost: y\r\n', 400",
        "'Host: x\r\nno colon\r\n', 400",
        "'Host: x\r\n folded\r\n', 400",
        "'Host : x\r\n', 400",
        "'Host: x\n', 400",
        "'Host: x\r\nContent-Length: -1\r\n', 400",
        "'Host: x\r\nContent-Length: 1\r\nContent-Length: 1\r\n', 400",
        "'Host: x\r\nContent-Length: 99999999\r\n', 413",
        "'Host: x\r\nTransfer-Encoding: chunked\r\n', 501",
    })
    void refusesHeadersThatAreAmbiguousOrTooMuch(String headers, int status) {
        assertThatThrownBy(() -> read("GET / HTTP/1.1\r\n" + headers + "\r\n"))
                .isInstanceOfSatisfying(
                        HttpException.class, e -> assertThat(e.status()).isEqualTo(status));
    }

    @Test
    void endlessLineIsRefused() {
        assertThatThrownBy(() -> read("GET /" + "x".repeat(1 << 20)))
                .isInstanceOfSatisfying(
                        HttpException.class, e -> assertThat(e.status()).isEqualTo(431));
    }

    @Test
    void endlessHeadersAreRefused() {
        StringBuilder text = new StringBuilder("GET / HTTP/1.1\r\n");
        for (int i = 0; i < 10_000; i++) {
            text.append("h").append(i).append(": x\r\n");
        }

        assertThatThrownBy(() -> read(text.toString()))
                .isInstanceOfSatisfying(
                        HttpException.class, e -> assertThat(e.status()).isEqualTo(431));
    }

    @Test
    void nonsenseEndsAsARequestOrAsARefusal() {
        Random random = new Random(20261125);

        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = GOOD.getBytes(StandardCharsets.ISO_8859_1);
            for (int i = random.nextInt(6); i >= 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            Throwable end = catchThrowable(() -> read(bytes));

            assertThat(end == null || end instanceof HttpException || end instanceof IOException)
                    .as(() -> new String(bytes, StandardCharsets.ISO_8859_1))
                    .isTrue();
        }
    }
}
