package org.polyvisor.bench.realtime;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.polyvisor.bench.BenchException;
import org.polyvisor.bench.machine.HostCores;
import org.polyvisor.bench.machine.Hypervisor;
import org.polyvisor.bench.machine.MachineSpec;
import org.polyvisor.bench.machine.Qemu;
import org.polyvisor.bench.machine.RunningMachine;
import org.polyvisor.bench.measure.Figures;
import org.polyvisor.bench.measure.Metric;
import org.polyvisor.bench.measure.Metric.Clock;
import org.polyvisor.bench.measure.Metric.Goal;
import org.polyvisor.bench.measure.Rival;
import org.polyvisor.bench.measure.Row;

/**
 * A real-time guest beside one that loads the same core: with us two VMs on one pCPU, with the peer two processes on one
 * host core, the real-time one's threads under SCHED_FIFO. All figures are the guest's own.
 */
final class PairRows {
    static final Metric MISSES = metric("baseband-misses", "jobs", Goal.ours(0, null), "LTE frame jobs late or lost");
    static final Metric BASEBAND_AVG =
            metric("baseband-avg", "us", null, "begin of a frame job after its release, average");
    static final Metric BASEBAND_P999 = metric(
            "baseband-p999",
            "us",
            Goal.ours(300, null),
            "99.9 % of frame jobs began no later than this after their release");
    static final Metric BASEBAND_MAX = metric("baseband-max", "us", null, "the latest begin of a frame job");
    static final Metric CYCLICTEST_AVG = metric("cyclictest-avg", "us", null, "PREEMPT_RT guest, average wake-up");
    static final Metric CYCLICTEST_P999 =
            metric("cyclictest-p999", "us", Goal.ours(400, null), "PREEMPT_RT guest, 99.9 % of wake-ups");
    static final Metric CYCLICTEST_MAX =
            metric("cyclictest-max", "us", Goal.ours(3000, 500.0), "PREEMPT_RT guest, latest wake-up");

    private static final List<Metric> BASEBAND = List.of(MISSES, BASEBAND_AVG, BASEBAND_P999, BASEBAND_MAX);
    private static final List<Metric> CYCLICTEST = List.of(CYCLICTEST_AVG, CYCLICTEST_P999, CYCLICTEST_MAX);

    static final List<Metric> ALL =
            Stream.of(BASEBAND, CYCLICTEST).flatMap(List::stream).toList();

    private static final String BASEBAND_CLASS = "rt=90:600:1000";
    private static final String CYCLICTEST_CLASS = "rt=90:800:1000";
    private static final String RESULT = "RESULT task=lte";
    private static final String SUMMARY = "CYCLICTEST \\{";
    /** What the frame task has left of its millisecond: if the host is late by more, its job is. */
    private static final int SLACK_MICROS = 700;

    private static final int LOOPS_PER_SECOND = 1000;

    private final PhoneLab lab;
    private final PhoneGuests guests;

    PairRows(PhoneLab lab, PhoneGuests guests) {
        this.lab = lab;
        this.guests = guests;
    }

    void measure(Predicate<Metric> wanted, Consumer<Row> report) {
        if (BASEBAND.stream().anyMatch(wanted)) {
            Pairing pairing = pair("baseband", BASEBAND_CLASS, () -> guests.baseband(lab.seconds()), RESULT);
            pairing.report(wanted, report, MISSES, "misses=(\\d+)", 1);
            pairing.report(wanted, report, BASEBAND_AVG, "lat_avg_ns=(\\d+)", 1e3);
            pairing.report(wanted, report, BASEBAND_P999, "lat_p999_ns=(\\d+)", 1e3);
            pairing.report(wanted, report, BASEBAND_MAX, "lat_max_ns=(\\d+)", 1e3);
        }
        if (CYCLICTEST.stream().anyMatch(wanted)) {
            Pairing pairing =
                    pair("rt", CYCLICTEST_CLASS, () -> guests.cyclictest(lab.seconds() * LOOPS_PER_SECOND), SUMMARY);
            pairing.report(wanted, report, CYCLICTEST_AVG, "\"avg\": *([0-9.]+)", 1);
            pairing.report(wanted, report, CYCLICTEST_P999, line -> percentile(line, 99.9));
            pairing.report(wanted, report, CYCLICTEST_MAX, "\"max\": *(\\d+)", 1);
        }
    }

    /** What the real-time guest printed on each side; empty where that failed. */
    private record Pairing(String ours, Map<Qemu, String> peers, List<String> notes) {
        void report(Predicate<Metric> wanted, Consumer<Row> report, Metric metric, String pattern, double divisor) {
            report(wanted, report, metric, line -> field(line, pattern, divisor));
        }

        void report(Predicate<Metric> wanted, Consumer<Row> report, Metric metric, Function<String, Figures> reading) {
            if (wanted.test(metric)) {
                List<Rival> rivals = new ArrayList<>();
                peers.forEach((qemu, line) -> rivals.add(new Rival(qemu.name(), qemu.version(), reading.apply(line))));
                report.accept(new Row(metric, reading.apply(ours), rivals, String.join("; ", notes)));
            }
        }
    }

    private Pairing pair(String name, String placement, Maker maker, String sign) {
        List<String> notes = new ArrayList<>();
        String ours = attempt("ours", notes, () -> ours(name, placement, maker, sign, notes));
        Map<Qemu, String> peers = new LinkedHashMap<>();
        for (Qemu qemu : lab.peers()) {
            peers.put(qemu, attempt(qemu.version(), notes, () -> peer(qemu, maker, sign)));
        }
        return new Pairing(ours, peers, notes);
    }

    /** Makes the real-time guest. */
    @FunctionalInterface
    private interface Maker {
        GuestWords make() throws BenchException;
    }

    @FunctionalInterface
    private interface Attempt {
        String run() throws BenchException;
    }

    private static String attempt(String side, List<String> notes, Attempt attempt) {
        try {
            String line = attempt.run();
            System.err.println("bench: " + side + ": " + line);
            return line;
        } catch (BenchException e) {
            notes.add(side + ": " + e.getMessage());
            return "";
        }
    }

    private String ours(String name, String placement, Maker maker, String sign, List<String> notes)
            throws BenchException {
        try (PhoneProcess phone = lab.phone(lab.onePcpu())) {
            phone.add("neighbour", guests.neighbour("neighbour-ours"), "");
            phone.awaitLine("neighbour", PhoneGuests.LOADED, PhoneLab.BOOT);
            phone.add(name, maker.make(), placement);
            String result = phone.awaitLine(name, sign, lab.limit());
            notes.add("hypervisor's own: wake-ups " + phone.ask("latency " + name));
            notes.add("of that the host's part, and how often beyond %d us: %s"
                    .formatted(SLACK_MICROS, phone.ask("host 0 " + SLACK_MICROS)));
            String weak = phone.ask("weaknesses");
            if (!weak.isBlank()) {
                notes.add(weak);
            }
            return result;
        }
    }

    private String peer(Qemu qemu, Maker maker, String sign) throws BenchException {
        HostCores core = lab.core();
        MachineSpec neighbour = guests.neighbour("neighbour-peer").spec();
        try (RunningMachine beside = RunningMachine.start(qemu.command(neighbour), core, lab.lifetime())) {
            beside.console().await(PhoneGuests.LOADED, PhoneLab.BOOT);
            MachineSpec spec = maker.make().spec();
            try (RunningMachine realTime = RunningMachine.start(raised(qemu, spec), core, lab.lifetime())) {
                return realTime.console().awaitLine("[^\\n]*(?:" + sign + ")", lab.limit());
            }
        }
    }

    private static List<String> raised(Hypervisor hypervisor, MachineSpec spec) {
        List<String> command = new ArrayList<>(List.of("chrt", "-f", "80"));
        command.addAll(hypervisor.command(spec));
        return command;
    }

    /** The number in a guest's line, divided; failed figures if it is not there. */
    static Figures field(String line, String pattern, double divisor) {
        Matcher matcher = Pattern.compile(pattern).matcher(line);
        return matcher.find() ? Figures.of(Double.parseDouble(matcher.group(1)) / divisor) : Figures.FAILED;
    }

    /** Of the histogram that cyclictest prints, in µs; failed figures if it does not reach that far. */
    static Figures percentile(String line, double percent) {
        Matcher cycles = Pattern.compile("\"cycles\": *(\\d+)").matcher(line);
        Matcher histogram = Pattern.compile("\"histogram\": *\\{([^}]*)\\}").matcher(line);
        if (!cycles.find() || !histogram.find()) {
            return Figures.FAILED;
        }
        double wanted = Long.parseLong(cycles.group(1)) * percent / 100;
        long seen = 0;
        for (MatchResult bar : Pattern.compile("\"(\\d+)\": *(\\d+)")
                .matcher(histogram.group(1))
                .results()
                .toList()) {
            seen += Long.parseLong(bar.group(2));
            if (seen >= wanted) {
                return Figures.of(Double.parseDouble(bar.group(1)));
            }
        }
        return Figures.FAILED;
    }

    private static Metric metric(String name, String unit, @Nullable Goal goal, String what) {
        return new Metric(name, unit, false, Clock.WALL, goal, what);
    }
}
