package org.polyvisor.gdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GdbAddressTest {
    @ParameterizedTest
    @ValueSource(strings = {":1234", "1234", "127.0.0.1:1234"})
    void portAloneIsOnTheLoopbackInterface(String text) throws GdbException {
        GdbAddress address = GdbAddress.parse(text);
        assertThat(address.socket().getAddress().getHostAddress()).isEqualTo("127.0.0.1");
        assertThat(address.socket().getPort()).isEqualTo(1234);
        assertThat(address.waits()).isFalse();
    }

    @Test
    void hostMakesItAnotherInterface() throws GdbException {
        assertThat(GdbAddress.parse("0.0.0.0:1").socket().getAddress().isAnyLocalAddress())
                .isTrue();
        assertThat(GdbAddress.parse("[::1]:1").socket().getAddress().isLoopbackAddress())
                .isTrue();
    }

    @Test
    void waitKeepsTheGuestFromStarting() throws GdbException {
        assertThat(GdbAddress.parse(":1234,wait").waits()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":", ":x", ":65536", ":-1", ":12,34", "wait", ":1234,later"})
    void whatIsNoPortIsToldInOneLine(String text) {
        assertThatThrownBy(() -> GdbAddress.parse(text))
                .isInstanceOf(GdbException.class)
                .hasMessageContaining("is not a port; expected [HOST]:PORT")
                .message()
                .hasLineCount(1);
    }
}
