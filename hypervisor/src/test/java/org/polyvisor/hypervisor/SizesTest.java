package org.polyvisor.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SizesTest {
    @ParameterizedTest
    @CsvSource({
        "512M, 536870912",
        "2g, 2147483648",
        "64MiB, 67108864",
        "1KB, 1024",
        "4096, 4096",
        "17B, 17",
        "8T, 8796093022208",
    })
    void readsNumbersWithBinaryUnits(String text, long bytes) {
        assertThat(Sizes.parse(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "M", "-1M", "1.5G", "12X", "1MM", "0x10", "99999999999999999999", "512 M B"})
    void refusesWhatIsNoSizeAndShowsIt(String text) {
        assertThatThrownBy(() -> Sizes.parse(text))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("'" + text + "'");
    }

    @Test
    void refusesSizesBeyond63Bits() {
        assertThatThrownBy(() -> Sizes.parse("9999999999T")).isInstanceOf(ConfigurationException.class);
    }

    @ParameterizedTest
    @CsvSource({"536870912, 512 MiB", "3221225472, 3 GiB", "1000, 1000 bytes", "0, 0 bytes", "1025, 1025 bytes"})
    void writesTheLargestUnitThatDividesEvenly(long bytes, String text) {
        assertThat(Sizes.format(bytes)).isEqualTo(text);
    }
}
