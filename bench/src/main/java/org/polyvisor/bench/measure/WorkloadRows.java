package org.polyvisor.bench.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.polyvisor.bench.BenchException;

/** The rows of the guest program: the guests stay booted and take turns, so that a slow spell of the host hits all. */
final class WorkloadRows {
    private final Sides sides;
    private final Plan plan;

    WorkloadRows(Sides sides, Plan plan) {
        this.sides = sides;
        this.plan = plan;
    }

    void measure(List<Workload> workloads, Consumer<Row> report) {
        for (Workload workload : workloads) {
            report.accept(measure(workload));
        }
    }

    private Row measure(Workload workload) {
        String name = workload.metric().name();
        Series oursSeries = new Series(sides.ours(), name);
        List<Series> peerSeries =
                sides.peers().stream().map(peer -> new Series(peer, name)).toList();
        peerSeries.forEach(series -> series.warmUp(plan.warmUpMillis()));
        oursSeries.warmUp(plan.warmUpMillis());
        for (int i = 0; i < plan.samples(); i++) {
            peerSeries.forEach(series -> series.sample(plan.sampleMillis()));
            oursSeries.sample(plan.sampleMillis());
        }
        String note = Row.notes(
                Stream.concat(Stream.of(oursSeries), peerSeries.stream()).map(series -> series.failure));
        return new Row(
                workload.metric(),
                oursSeries.figures(workload),
                peerSeries.stream()
                        .map(series -> series.side.rival(series.figures(workload)))
                        .toList(),
                note);
    }

    /** The samples of one side; after a failure it is left alone, and the other side still gets its figures. */
    private static final class Series {
        private final Side side;
        private final String workload;
        private final List<Sample> samples = new ArrayList<>();
        private @Nullable String failure;

        Series(Side side, String workload) {
            this.side = side;
            this.workload = workload;
        }

        void warmUp(int milliseconds) {
            take(milliseconds);
            samples.clear();
        }

        void sample(int milliseconds) {
            if (failure == null) {
                take(milliseconds);
            }
        }

        private void take(int milliseconds) {
            try {
                samples.add(side.run(workload, milliseconds));
            } catch (BenchException e) {
                failure = e.getMessage();
                samples.clear();
            }
        }

        Figures figures(Workload row) {
            return Figures.of(map(row::figure), map(row::otherFigure));
        }

        private List<Double> map(ToDoubleFunction<Sample> figure) {
            return samples.stream().mapToDouble(figure).boxed().toList();
        }
    }
}
