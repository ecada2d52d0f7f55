package org.polyvisor.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.polyvisor.bench.measure.Metric.Clock;
import org.polyvisor.bench.measure.Metric.Goal;

class RowTest {
    @Test
    void halfTheTimeIsTwiceAsGood() {
        Row row = row(false, null, 5, 10);

        assertThat(row.ratio()).isEqualTo(2);
    }

    @Test
    void halfTheThroughputIsHalfAsGood() {
        Row row = row(true, null, 5, 10);

        assertThat(row.ratio()).isEqualTo(0.5);
    }

    @Test
    void ratioGoalsAreComparedWithTheRatio() {
        Row row = row(false, Goal.ratio(1.5, 3), 5, 10);

        assertThat(row.reachesMust()).isTrue();
        assertThat(row.reachesAim()).isFalse();
    }

    @Test
    void absoluteGoalsAreComparedWithOurFigure() {
        Row row = row(false, Goal.ours(3, null), 4, 100);

        assertThat(row.reachesMust()).isFalse();
        assertThat(row.reachesAim()).isNull();
    }

    @Test
    void failedSideReachesNothing() {
        Metric metric = new Metric("x", "ns", false, Clock.CPU, Goal.ratio(1, 2), "");
        Row row = new Row(metric, Figures.FAILED, List.of(rival("q", Figures.of(1.0))), "it fell over");

        assertThat(row.reachesMust()).isFalse();
        assertThat(row.ratio()).isNaN();
    }

    @Test
    void peerIsTheFasterOne() {
        Row times = row(false, null, 5, 20, 10, 15);
        Row throughput = row(true, null, 10, 20, 10, 15);

        assertThat(times.best().name()).isEqualTo("q10.0");
        assertThat(times.ratio()).isEqualTo(2);
        assertThat(throughput.best().name()).isEqualTo("q20.0");
        assertThat(throughput.ratio()).isEqualTo(0.5);
    }

    @Test
    void peerThatFailedIsNotTheFasterOneButTheRowIsNotComplete() {
        Row row = row(false, null, 5, Double.NaN, 10, Double.NaN);

        assertThat(row.best().name()).isEqualTo("q10.0");
        assertThat(row.complete()).isFalse();
    }

    @Test
    void figuresAreTheMedianBetweenTheExtremes() {
        Figures figures = Figures.of(List.of(9.0, 1.0, 3.0, 4.0), List.of(2.0, 8.0, 5.0));

        assertThat(figures).isEqualTo(new Figures(3.5, 1, 9, 5, 4));
    }

    @Test
    void operationsAndTimeMakeTheWorkloadsUnit() {
        Sample sample = new Sample(2, 4_000, 8_000_000, 16_000_000);
        Workload pipe = named("pipe");
        Workload memcpy = named("memcpy");

        assertThat(pipe.figure(sample)).isEqualTo(4); // µs, by processor time
        assertThat(pipe.otherFigure(sample)).isEqualTo(2);
        assertThat(memcpy.figure(sample)).isEqualTo(0.25); // MB/s
    }

    private static Workload named(String name) {
        return Workload.ALL.stream()
                .filter(workload -> workload.metric().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Row row(boolean higherIsBetter, @Nullable Goal goal, double ours, double... peers) {
        return new Row(
                new Metric("x", "ns", higherIsBetter, Clock.CPU, goal, ""),
                Figures.of(ours),
                Arrays.stream(peers)
                        .mapToObj(peer -> rival("q" + peer, Figures.of(peer)))
                        .toList(),
                "");
    }

    private static Rival rival(String name, Figures figures) {
        return new Rival(name, name, figures);
    }
}
