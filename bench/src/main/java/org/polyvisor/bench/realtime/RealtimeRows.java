package org.polyvisor.bench.realtime;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.polyvisor.bench.BenchException;
import org.polyvisor.bench.machine.HostCores;
import org.polyvisor.bench.machine.Qemu;
import org.polyvisor.bench.measure.Figures;
import org.polyvisor.bench.measure.Metric;
import org.polyvisor.bench.measure.Rival;
import org.polyvisor.bench.measure.Row;

/** All rows of bench/realtime. */
public final class RealtimeRows {
    /** In the order of the report. */
    public static final List<Metric> ALL = Stream.of(
                    FloorRows.ALL, PairRows.ALL, SharingRows.ALL, List.of(EnergyRows.IDLE_POWER))
            .flatMap(List::stream)
            .toList();

    private RealtimeRows() {}

    /**
     * Measures the wanted rows; each is reported as soon as it is known.
     *
     * @param root the folder of the launcher
     * @param work a folder for files of this run
     * @param peers one or more versions of QEMU
     * @param seconds how long the long rows measure
     * @param turns how often the native thread and each pair of guests run, one after the other; medians are reported
     * @param light a small neighbour in place of Debian
     */
    public static List<Row> measure(
            Path root,
            Path work,
            List<Qemu> peers,
            int seconds,
            int turns,
            boolean light,
            Predicate<Metric> wanted,
            Consumer<Row> report)
            throws BenchException {
        List<Row> rows = new ArrayList<>();
        Consumer<Row> both = row -> {
            rows.add(row);
            report.accept(row);
        };
        PhoneLab lab = new PhoneLab(
                root, root.resolve("bench"), work, HostCores.last(), HostCores.first(), peers, seconds, light);
        PhoneGuests guests = new PhoneGuests(lab);
        FloorRows floor = new FloorRows(lab, wanted);
        PairRows pairs = new PairRows(lab, guests, wanted);
        for (int turn = 0; turn < turns; turn++) {
            floor.takeTurn();
            pairs.takeTurn();
        }
        floor.report(both);
        pairs.report(both);
        new SharingRows(lab, guests).measure(wanted, both);
        new EnergyRows(lab, guests).measure(wanted, both);
        return rows;
    }

    /** A row without a peer. */
    static Row alone(Metric metric, Figures ours, String note) {
        return new Row(metric, ours, List.of(new Rival("none", "", Figures.FAILED)), note);
    }
}
