package org.polyvisor.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class RealtimeOptionsTest {
    @Test
    void minutesAndRowsAreTaken() throws BenchException {
        RealtimeOptions options = RealtimeOptions.parse(
                List.of("--minutes", "3", "--turns", "5", "--rows", "baseband-*", "park", "--light"));

        assertThat(options.minutes()).isEqualTo(3);
        assertThat(options.turns()).isEqualTo(5);
        assertThat(options.rows())
                .containsExactly(
                        "baseband-misses",
                        "baseband-avg",
                        "baseband-p999",
                        "baseband-first",
                        "baseband-max",
                        "baseband-end",
                        "park");
        assertThat(options.light()).isTrue();
    }

    @Test
    void mistakesAreNamed() {
        assertThatThrownBy(() -> RealtimeOptions.parse(List.of("--minutes", "0")))
                .isInstanceOf(BenchException.class)
                .hasMessageContaining("--minutes 0");
        assertThatThrownBy(() -> RealtimeOptions.parse(List.of("--turns", "x"))).hasMessageContaining("--turns x");
        assertThatThrownBy(() -> RealtimeOptions.parse(List.of("--rows", "nonsense")))
                .hasMessageContaining("no row is called 'nonsense'");
        assertThatThrownBy(() -> RealtimeOptions.parse(List.of("--rows"))).hasMessageContaining("--rows needs a value");
    }
}
