package org.polyvisor.guests.initramfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class CpioWriterTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CpioWriter cpio = new CpioWriter(bytes);

    @Test
    void fileIsAHeaderItsPaddedNameAndItsPaddedContent() throws IOException {
        cpio.file("ab", 0755, "hello".getBytes(StandardCharsets.US_ASCII));

        assertThat(text())
                .isEqualTo("070701" + "00000001" + "000081ed" + "00000000" + "00000000" + "00000001" + "00000000"
                        + "00000005" + "00000000" + "00000000" + "00000000" + "00000000" + "00000003" + "00000000"
                        + "ab\0" + "\0\0\0" + "hello" + "\0\0\0");
    }

    @Test
    void linkHoldsItsTarget() throws IOException {
        cpio.link("sh", "busybox");

        assertThat(text().substring(14, 22)).isEqualTo("0000a1ff");
        assertThat(text().substring(54, 62)).isEqualTo("00000007");
        assertThat(text()).contains("busybox");
    }

    @Test
    void deviceHasItsNumbersInTheNodeFields() throws IOException {
        cpio.characterDevice("dev/console", 0600, 5, 1);

        assertThat(text().substring(14, 22)).isEqualTo("00002180");
        assertThat(text().substring(78, 94)).isEqualTo("00000005" + "00000001");
    }

    @Test
    void everyMemberHasItsOwnInodeAndBeginsAtAMultipleOfFour() throws IOException {
        cpio.directory("d", 0755);
        int second = bytes.size();
        cpio.file("d/x", 0644, new byte[] {1});
        int third = bytes.size();
        cpio.file("d/yy", 0644, new byte[] {1, 2});

        assertThat(second % 4).isZero();
        assertThat(third % 4).isZero();
        assertThat(text().substring(second, second + 14)).isEqualTo("07070100000002");
        assertThat(text().substring(third, third + 14)).isEqualTo("07070100000003");
    }

    @Test
    void archiveEndsWithTheTrailer() throws IOException {
        cpio.finish();

        assertThat(text()).startsWith("070701").contains("TRAILER!!!\0").hasSizeGreaterThan(120);
        assertThat(bytes.size() % 4).isZero();
    }

    @Test
    void absolutePathIsRefused() {
        assertThatThrownBy(() -> cpio.directory("/etc", 0755)).isInstanceOf(IllegalArgumentException.class);
    }

    private String text() {
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }
}
