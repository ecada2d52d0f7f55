package org.polyvisor.bench.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GuestLineTest {
    private static final String CYCLICTEST =
            "{ \"histogram\": { \"10\": 500, \"20\": 499, \"3000\": 1 }, \"cycles\": 1000, \"max\": 3000 }";

    @Test
    void numberIsFoundAndDivided() {
        assertThat(GuestLine.number("RESULT lat_avg_ns=34500 misses=3", "lat_avg_ns=(\\d+)", 1e3))
                .isEqualTo(34.5);
        assertThat(GuestLine.number("", "misses=(\\d+)", 1)).isNaN();
        assertThat(GuestLine.field("", "misses=(\\d+)", 1).samples()).isZero();
    }

    @Test
    void percentileIsTheFirstBarThatReachesIt() {
        assertThat(GuestLine.percentile(CYCLICTEST, 50)).isEqualTo(10);
        assertThat(GuestLine.percentile(CYCLICTEST, 99.9)).isEqualTo(20);
        assertThat(GuestLine.percentile(CYCLICTEST, 100)).isEqualTo(3000);
    }

    @Test
    void percentileBeyondTheHistogramIsUnknown() {
        assertThat(GuestLine.percentile(CYCLICTEST.replace("1000", "5000"), 99.9))
                .isNaN();
        assertThat(GuestLine.percentile("nothing", 99.9)).isNaN();
    }
}
