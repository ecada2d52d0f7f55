package org.polyvisor.bench.measure;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.polyvisor.bench.BenchException;
import org.polyvisor.bench.machine.Hypervisor;
import org.polyvisor.bench.machine.MachineSpec;
import org.polyvisor.bench.prepare.Guests;
import org.polyvisor.bench.prepare.PatternDisk;
import org.polyvisor.bench.prepare.RamDisk;
import org.polyvisor.guests.BuiltGuest;

/** The whole comparison. */
public final class Comparison {
    private static final String GUEST = "trixie-cloud";

    private final Lab lab;
    private final Plan plan;

    public Comparison(Lab lab, Plan plan) {
        this.lab = lab;
        this.plan = plan;
    }

    /** All rows there are, in the order of the report. */
    public static List<Metric> rows() {
        return Stream.of(
                        BootRows.ALL.stream(),
                        SpeedRows.ALL.stream(),
                        Workload.ALL.stream().map(Workload::metric),
                        DebianRows.ALL.stream())
                .flatMap(metrics -> metrics)
                .toList();
    }

    /** Measures the wanted rows; each is reported as soon as it is known. */
    public List<Row> measure(Predicate<Metric> wanted, Consumer<Row> report) throws BenchException {
        List<Row> rows = new ArrayList<>();
        Consumer<Row> both = row -> {
            rows.add(row);
            report.accept(row);
        };
        new BootRows(lab, plan).measure(wanted, both);
        new SpeedRows(lab, plan).measure(wanted, both);
        List<Workload> workloads = Workload.ALL.stream()
                .filter(workload -> wanted.test(workload.metric()))
                .toList();
        if (!workloads.isEmpty()) {
            try (Sides sides = Sides.of(lab, this::linux)) {
                new WorkloadRows(sides, plan).measure(workloads, both);
            }
        }
        new DebianRows(lab, plan).measure(wanted, both);
        return rows;
    }

    /** Whether a row belongs to the long form only, unless it is asked for by its name. */
    public static boolean isLong(Metric metric) {
        return DebianRows.ALL.contains(metric);
    }

    // Each side has a disk of its own: both write.
    private Side linux(String role, Hypervisor hypervisor) throws BenchException {
        BuiltGuest guest = Guests.ensure(GUEST);
        Path initrd = RamDisk.withPrograms(
                Guests.initrd(guest), lab.programs(), lab.work().resolve("initrd-" + role + ".img"));
        Path disk = PatternDisk.create(lab.work().resolve("disk-" + role + ".img"));
        MachineSpec spec = new MachineSpec(
                Guests.kernel(guest),
                initrd,
                Lab.COMMAND_LINE + " quiet polyvisor.run=pvbench%20serve",
                List.of(disk),
                Lab.MEMORY_MIB,
                1);
        return new Side(
                hypervisor,
                () -> WorkloadServer.boot(
                        hypervisor,
                        spec,
                        lab.core(),
                        WorkloadServer.Setup.of(lab.programs().checksums())));
    }
}
