package org.polyvisor.bench.realtime;

import static org.polyvisor.bench.realtime.GuestLine.field;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.polyvisor.bench.BenchException;
import org.polyvisor.bench.machine.Pause;
import org.polyvisor.bench.measure.Figures;
import org.polyvisor.bench.measure.Metric;
import org.polyvisor.bench.measure.Metric.Clock;
import org.polyvisor.bench.measure.Metric.Goal;
import org.polyvisor.bench.measure.Rival;
import org.polyvisor.bench.measure.Row;

/**
 * A phone of two little and two big cores whose three VMs idle, by the energy model: with the governor, and with all
 * cores on as the other side. The trace of states is written beside the results.
 */
final class EnergyRows {
    static final Metric IDLE_POWER = new Metric(
            "idle-power",
            "W",
            false,
            Clock.NONE,
            new Goal(1.2, null, false),
            "three idle VMs, screen off, by the model: governor; peer: ours, all cores on");

    private static final String[] PCPUS = {"little:160", "little:160", "big:1024", "big:1024"};
    private static final Duration READING = Duration.ofMillis(250);
    private static final int SETTLE_SECONDS = 10;

    private final PhoneLab lab;
    private final PhoneGuests guests;

    EnergyRows(PhoneLab lab, PhoneGuests guests) {
        this.lab = lab;
        this.guests = guests;
    }

    void measure(Predicate<Metric> wanted, Consumer<Row> report) {
        if (!wanted.test(IDLE_POWER)) {
            return;
        }
        try (PhoneProcess phone = lab.phone(PCPUS)) {
            for (String name : List.of("personal", "work")) {
                phone.add(name, guests.shell("echo IDLE; read x"), "");
                phone.awaitLine(name, "IDLE", PhoneLab.BOOT);
            }
            phone.add("baseband", guests.idleBaseband(), "");
            List<String> trace = new ArrayList<>();
            double allOn = watch(phone, "off", trace);
            double governed = watch(phone, "on", trace);
            Path file = lab.bench().resolve("results/realtime-energy.json");
            Files.writeString(file, trace.stream().collect(Collectors.joining(",\n", "[\n", "\n]\n")));
            report.accept(row(Figures.of(governed), Figures.of(allOn), "trace: bench/results/realtime-energy.json"));
        } catch (BenchException | IOException e) {
            report.accept(row(Figures.FAILED, Figures.FAILED, String.valueOf(e.getMessage())));
        }
    }

    private static Row row(Figures governed, Figures allOn, String note) {
        return new Row(IDLE_POWER, governed, List.of(new Rival("all-on", "polyvisor, all cores on", allOn)), note);
    }

    /** Average power with the governor on or off, once things have settled. */
    private double watch(PhoneProcess phone, String governor, List<String> trace) throws BenchException {
        phone.ask("governor " + governor);
        Pause.of(Duration.ofSeconds(SETTLE_SECONDS));
        double first = field(phone.ask("read"), "joules=([0-9.]+)", 1).value();
        double last = first;
        long start = System.nanoTime();
        int seconds = Math.clamp(lab.seconds() / 2, 5, 60);
        while (System.nanoTime() - start < seconds * 1_000_000_000L) {
            Pause.of(READING);
            String reading = phone.ask("read");
            last = field(reading, "joules=([0-9.]+)", 1).value();
            trace.add(json(governor, (System.nanoTime() - start) / 1_000_000, reading));
        }
        return (last - first) / ((System.nanoTime() - start) / 1e9);
    }

    /** The words of a reading as an object; numbers stay numbers. */
    private static String json(String governor, long millis, String reading) {
        return Arrays.stream(reading.strip().split(" ", -1))
                .map(word -> word.split("=", 2))
                .map(pair ->
                        "\"%s\": %s".formatted(pair[0], pair[1].matches("[0-9.]+") ? pair[1] : '"' + pair[1] + '"'))
                .collect(Collectors.joining(
                        ", ", "  {\"governor\": \"%s\", \"millis\": %d, ".formatted(governor, millis), "}"));
    }
}
