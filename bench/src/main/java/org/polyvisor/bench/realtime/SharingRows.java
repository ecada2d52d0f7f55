package org.polyvisor.bench.realtime;

import static org.polyvisor.bench.realtime.GuestLine.field;
import static org.polyvisor.bench.realtime.RealtimeRows.alone;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.polyvisor.bench.BenchException;
import org.polyvisor.bench.machine.Pause;
import org.polyvisor.bench.measure.Figures;
import org.polyvisor.bench.measure.Metric;
import org.polyvisor.bench.measure.Metric.Clock;
import org.polyvisor.bench.measure.Metric.Goal;
import org.polyvisor.bench.measure.Row;

/** What sharing costs: beside an idle real-time VM, a switch, many VMs, parking. Rows of ours alone. */
final class SharingRows {
    static final Metric THROUGHPUT = new Metric(
            "beside-idle",
            "%",
            true,
            Clock.WALL,
            Goal.ours(95, 99.0),
            "an application VM's work beside an idle baseband");
    static final Metric SWITCH =
            new Metric("vcpu-switch", "us", false, Clock.WALL, null, "from one vCPU's guest code to another's, median");
    static final Metric FAIRNESS = new Metric(
            "fair-shares", "%", false, Clock.CPU, Goal.ours(5, null), "8 spinning VMs on 2 pCPUs: largest deviation");
    static final Metric PER_VM = new Metric(
            "memory-per-vm",
            "MB",
            false,
            Clock.NONE,
            null,
            "resident for a further idle VM beyond what it has touched");
    static final Metric PARK = new Metric(
            "park", "ms", false, Clock.WALL, Goal.ours(5, 1.0), "until all vCPUs of a loaded pCPU run elsewhere");
    static final Metric PARK_STALL = new Metric(
            "park-stall",
            "ms",
            false,
            Clock.WALL,
            Goal.ours(5, 1.0),
            "the longest jump of time that a guest saw within two seconds around a parking, median");

    static final List<Metric> ALL = List.of(THROUGHPUT, SWITCH, FAIRNESS, PER_VM, PARK, PARK_STALL);

    private static final int VMS = 8;
    private static final int VM_MIB = 128;

    /** Within this time a machine that idles has given back the code that was made while it booted. */
    private static final int SETTLE_SECONDS = 35;

    private static final int PARKINGS = 9;

    /** For so long guests look at the clock; half of it is before a parking. */
    private static final int GAP_SECONDS = 2;

    private static final String SPIN = "echo SPINNING; while :; do :; done";

    private final PhoneLab lab;
    private final PhoneGuests guests;

    SharingRows(PhoneLab lab, PhoneGuests guests) {
        this.lab = lab;
        this.guests = guests;
    }

    /** One of the measurements below. */
    @FunctionalInterface
    private interface Measurement {
        void run(Consumer<Row> report) throws BenchException;
    }

    void measure(Predicate<Metric> wanted, Consumer<Row> report) {
        Consumer<Row> filtered = row -> {
            if (wanted.test(row.metric())) {
                report.accept(row);
            }
        };
        attempt(wanted, filtered, List.of(THROUGHPUT), this::throughput);
        attempt(wanted, filtered, List.of(SWITCH), this::switches);
        attempt(wanted, filtered, List.of(FAIRNESS, PER_VM), this::many);
        attempt(wanted, filtered, List.of(PARK, PARK_STALL), this::park);
    }

    private static void attempt(
            Predicate<Metric> wanted, Consumer<Row> report, List<Metric> metrics, Measurement measurement) {
        if (metrics.stream().noneMatch(wanted)) {
            return;
        }
        try {
            measurement.run(report);
        } catch (BenchException e) {
            metrics.forEach(metric -> report.accept(alone(metric, Figures.FAILED, String.valueOf(e.getMessage()))));
        }
    }

    private int probeSeconds() {
        return Math.clamp(lab.seconds() / 2, 5, 30);
    }

    private void throughput(Consumer<Row> report) throws BenchException {
        double alone = work(false);
        double beside = work(true);
        report.accept(alone(
                THROUGHPUT,
                Figures.of(100 * beside / alone),
                "rounds a second: alone %.0f, beside %.0f".formatted(alone, beside)));
    }

    private double work(boolean baseband) throws BenchException {
        try (PhoneProcess phone = lab.phone(lab.onePcpu())) {
            if (baseband) {
                phone.add("baseband", guests.idleBaseband(), "rt=90:600:1000");
            }
            phone.add("app", guests.shell("probe work 3; probe work " + probeSeconds()), "");
            phone.awaitLine("app", "WORK", PhoneLab.BOOT); // warm
            String line = phone.awaitLine("app", "WORK", lab.limit());
            return field(line, "rounds=(\\d+)", 1).value()
                    * 1e9
                    / field(line, " ns=(\\d+)", 1).value();
        }
    }

    private void switches(Consumer<Row> report) throws BenchException {
        try (PhoneProcess phone = lab.phone(lab.onePcpu())) {
            phone.add("a", guests.shell(SPIN), "");
            phone.awaitLine("a", "SPINNING", PhoneLab.BOOT);
            phone.add("b", guests.shell(SPIN), "");
            phone.awaitLine("b", "SPINNING", PhoneLab.BOOT);
            Pause.of(Duration.ofSeconds(probeSeconds()));
            String answer = phone.ask("switches 0");
            report.accept(alone(SWITCH, field(answer, "p50=(\\d+)", 1e3), answer));
        }
    }

    private void many(Consumer<Row> report) throws BenchException {
        try (PhoneProcess phone = lab.phone(
                "big:1024:" + lab.core().list(), "big:1024:" + lab.helpers().list())) {
            double single = 0;
            for (int i = 0; i < VMS; i++) {
                phone.add("vm" + i, guests.shell("echo IDLE; read x; " + SPIN), "");
                phone.awaitLine("vm" + i, "IDLE", PhoneLab.BOOT);
                single = i == 0 ? overhead(phone) : single;
            }
            double perVm = (overhead(phone) - single) / (VMS - 1);
            report.accept(alone(PER_VM, Figures.of(perVm), "the first, with the program: %.0f MB".formatted(single)));
            for (int i = 0; i < VMS; i++) {
                phone.ask("type vm" + i);
            }
            Pause.of(Duration.ofSeconds(5));
            long[] before = usage(phone);
            Pause.of(Duration.ofSeconds(Math.clamp(lab.seconds(), 10, 30)));
            long[] after = usage(phone);
            double[] ran = new double[VMS];
            Arrays.setAll(ran, i -> (after[i] - before[i]) / 1e6);
            double mean = Arrays.stream(ran).average().orElse(Double.NaN);
            double worst = Arrays.stream(ran)
                    .map(each -> 100 * Math.abs(each - mean) / mean)
                    .max()
                    .orElse(Double.NaN);
            report.accept(alone(FAIRNESS, Figures.of(worst), "ms each: " + Arrays.toString(ran)));
        }
    }

    private static double overhead(PhoneProcess phone) throws BenchException {
        Pause.of(Duration.ofSeconds(SETTLE_SECONDS));
        return phone.use().residentMib() - phone.use().residentGuestRamMib(VM_MIB);
    }

    private static long[] usage(PhoneProcess phone) throws BenchException {
        return Pattern.compile("vm\\d+/0=(\\d+)")
                .matcher(phone.ask("usage"))
                .results()
                .mapToLong(match -> Long.parseLong(match.group(1)))
                .toArray();
    }

    private void park(Consumer<Row> report) throws BenchException {
        try (PhoneProcess phone = lab.phone(
                "big:1024:" + lab.core().list(), "big:1024:" + lab.helpers().list())) {
            for (String name : List.of("a", "b")) {
                phone.add(
                        name,
                        guests.shell("echo IDLE; while read x; do probe gap %d; done".formatted(GAP_SECONDS)),
                        "");
                phone.awaitLine(name, "IDLE", PhoneLab.BOOT);
            }
            gap(phone); // warm
            double[] took = new double[PARKINGS];
            double[] undisturbed = new double[PARKINGS];
            double[] stalls = new double[PARKINGS];
            for (int i = 0; i < PARKINGS; i++) {
                undisturbed[i] = gap(phone);
                begin(phone);
                Pause.of(Duration.ofMillis(GAP_SECONDS * 500));
                took[i] = Long.parseLong(phone.ask("park 1").strip()) / 1e6;
                stalls[i] = longest(phone);
                phone.ask("unpark 1");
            }
            report.accept(alone(PARK, Figures.of(took), "all, ms: " + Arrays.toString(took)));
            report.accept(alone(
                    PARK_STALL,
                    Figures.of(stalls),
                    "all, ms: %s; without parking: %s; both vCPUs share a pCPU afterwards, in turns of 2 ms"
                            .formatted(Arrays.toString(stalls), Arrays.toString(undisturbed))));
        }
    }

    private static double gap(PhoneProcess phone) throws BenchException {
        begin(phone);
        return longest(phone);
    }

    private static void begin(PhoneProcess phone) throws BenchException {
        phone.ask("type a");
        phone.ask("type b");
    }

    /** In ms, of both guests; they end about the same time, in any order. */
    private static double longest(PhoneProcess phone) throws BenchException {
        double longest = 0;
        for (int i = 0; i < 2; i++) {
            String line = phone.awaitLine("[ab]", "GAP", Duration.ofSeconds(60));
            longest = Math.max(longest, field(line, "max_ns=(\\d+)", 1e6).value());
        }
        return longest;
    }
}
