package org.polyvisor.bench.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.polyvisor.bench.BenchException;

class StolenWatchTest {
    private static final List<String> STAT = List.of(
            "cpu  30 0 6 40 0 0 9 12 0 0", "cpu1 10 0 2 20 0 0 4 5 0 0", "cpu11 20 0 4 20 0 0 5 7 0 0", "intr 12");

    @Test
    void stealIsThatOfTheProcessor() throws BenchException {
        assertThat(StolenWatch.millis(STAT, new HostCores("1"))).isEqualTo(50);
        assertThat(StolenWatch.millis(STAT, new HostCores("11"))).isEqualTo(70);
    }

    @Test
    void processorThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> StolenWatch.millis(STAT, new HostCores("3")))
                .isInstanceOf(BenchException.class)
                .hasMessageContaining("processor 3");
    }
}
