package org.polyvisor.bench.realtime;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.polyvisor.bench.BenchException;
import org.polyvisor.bench.machine.HostCores;
import org.polyvisor.bench.machine.Hypervisor;
import org.polyvisor.bench.machine.MachineSpec;
import org.polyvisor.bench.machine.Qemu;
import org.polyvisor.bench.machine.RunningMachine;
import org.polyvisor.bench.machine.StolenWatch;
import org.polyvisor.bench.measure.Figures;
import org.polyvisor.bench.measure.Metric;
import org.polyvisor.bench.measure.Rival;
import org.polyvisor.bench.measure.Row;

/**
 * A real-time guest beside one that loads the same core, several times on each side, in turns: with us two VMs on one
 * pCPU, with the peer two processes on one host core, the real-time one's threads under SCHED_FIFO.
 */
final class Pairing {
    /** What the frame task has left of its millisecond: if the host is late by more, its job is. */
    private static final int SLACK_MICROS = 700;

    private final PhoneLab lab;
    private final PhoneGuests guests;
    private final String name;
    private final String placement;
    private final Maker maker;
    private final String sign;
    private final Side ours = new Side("ours");
    private final Map<Qemu, Side> peers = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();

    /** Makes the real-time guest. */
    @FunctionalInterface
    interface Maker {
        GuestWords make() throws BenchException;
    }

    /**
     * A pair that has not run yet.
     *
     * @param name of the real-time guest
     * @param placement its class with us
     * @param sign what the line has in it with which it tells its result
     */
    Pairing(PhoneLab lab, PhoneGuests guests, String name, String placement, Maker maker, String sign) {
        this.lab = lab;
        this.guests = guests;
        this.name = name;
        this.placement = placement;
        this.maker = maker;
        this.sign = sign;
        lab.peers().forEach(peer -> peers.put(peer, new Side(peer.version())));
    }

    /**
     * What came of one side's turns.
     *
     * @param lines the guest's, empty where a turn failed
     * @param stolen milliseconds for which the host's own host kept the core meanwhile, NaN where a turn failed
     */
    private record Side(String title, List<String> lines, List<Double> stolen) {
        Side(String title) {
            this(title, new ArrayList<>(), new ArrayList<>());
        }

        double[] figures(ToDoubleFunction<String> reading) {
            return lines.stream().mapToDouble(reading).toArray();
        }

        double[] stolenMillis() {
            return stolen.stream().mapToDouble(Double::doubleValue).toArray();
        }
    }

    /** Each side once. */
    void takeTurn() {
        attempt(ours, this::runOurs);
        peers.forEach((qemu, side) -> attempt(side, () -> runPeer(qemu, side)));
    }

    /** A row of what {@code reading} finds in each result, if it is wanted. */
    void report(Predicate<Metric> wanted, Consumer<Row> report, Metric metric, ToDoubleFunction<String> reading) {
        if (!wanted.test(metric)) {
            return;
        }
        List<Rival> rivals = new ArrayList<>();
        peers.forEach(
                (qemu, side) -> rivals.add(new Rival(qemu.name(), qemu.version(), Figures.of(side.figures(reading)))));
        List<String> all = new ArrayList<>();
        if (ours.lines.size() > 1) {
            all.add("by turn: " + turns(side -> side.figures(reading)));
        }
        all.add(stolenNote(turns(Side::stolenMillis)));
        all.addAll(notes);
        report.accept(new Row(metric, Figures.of(ours.figures(reading)), rivals, String.join("; ", all)));
    }

    private String turns(Function<Side, double[]> figures) {
        StringJoiner sides = new StringJoiner(", ");
        sides.add(ours.title + " " + turns(figures.apply(ours)));
        peers.values().forEach(side -> sides.add(side.title + " " + turns(figures.apply(side))));
        return sides.toString();
    }

    /** Tells the stolen time of each turn, in milliseconds. */
    static String stolenNote(String turns) {
        return "the host's own host kept the core for ms: " + turns;
    }

    /** Figures of one side, one a turn, for people to read; a turn without one is a dash. */
    static String turns(double[] values) {
        return Arrays.stream(values)
                .mapToObj(value -> Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.0f", value))
                .collect(Collectors.joining(" "));
    }

    @FunctionalInterface
    private interface Attempt {
        String run() throws BenchException;
    }

    private void attempt(Side side, Attempt attempt) {
        String line = "";
        try {
            line = attempt.run();
            System.err.println("bench: " + side.title + ": " + line);
        } catch (BenchException e) {
            notes.add(side.title + ": " + e.getMessage());
        }
        side.lines.add(line);
        if (side.stolen.size() < side.lines.size()) {
            side.stolen.add(Double.NaN);
        }
    }

    private String runOurs() throws BenchException {
        try (PhoneProcess phone = lab.phone(lab.onePcpu())) {
            phone.add("neighbour", guests.neighbour("neighbour-ours"), "");
            phone.awaitLine("neighbour", PhoneGuests.LOADED, PhoneLab.BOOT);
            GuestWords guest = maker.make();
            StolenWatch stolen = StolenWatch.of(lab.core());
            phone.add(name, guest, placement);
            String result = phone.awaitLine(name, sign, lab.limit());
            ours.stolen.add((double) stolen.millis());
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

    private String runPeer(Qemu qemu, Side side) throws BenchException {
        HostCores core = lab.core();
        MachineSpec neighbour = guests.neighbour("neighbour-peer").spec();
        try (RunningMachine beside = RunningMachine.start(qemu.command(neighbour), core, lab.lifetime())) {
            beside.console().await(PhoneGuests.LOADED, PhoneLab.BOOT);
            MachineSpec spec = maker.make().spec();
            StolenWatch stolen = StolenWatch.of(core);
            try (RunningMachine realTime = RunningMachine.start(raised(qemu, spec), core, lab.lifetime())) {
                String result = realTime.console().awaitLine("[^\\n]*(?:" + sign + ")", lab.limit());
                side.stolen.add((double) stolen.millis());
                return result;
            }
        }
    }

    private static List<String> raised(Hypervisor hypervisor, MachineSpec spec) {
        List<String> command = new ArrayList<>(List.of("chrt", "-f", "80"));
        command.addAll(hypervisor.command(spec));
        return command;
    }
}
