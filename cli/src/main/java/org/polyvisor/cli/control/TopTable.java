package org.polyvisor.cli.control;

import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.polyvisor.service.api.TopView;

/** What lies between two looks at a phone, as text. */
final class TopTable {
    /** What a vCPU had done before it was switched on. */
    private static final TopView.Vcpu NOTHING = new TopView.Vcpu("", 0, "off", 0, 0, 0, 0, 0, 0, 0, 0, 0);

    private TopTable() {}

    static String of(TopView before, TopView now) {
        StringBuilder text = new StringBuilder();
        TopView.Power power = now.power();
        text.append(now.phone());
        if (power != null) {
            text.append(String.format(
                    Locale.ROOT,
                    "   %.3f W, %.1f J used, battery %.1f %%",
                    power.watts(),
                    power.joules(),
                    power.batteryPercent()));
        }
        String line = System.lineSeparator();
        text.append(line).append(line).append(pcpus(before, now)).append(line).append(vcpus(before, now));
        return text.toString();
    }

    private static Table pcpus(TopView before, TopView now) {
        Table table = new Table("PCPU", "CLASS", ">HOST", "STATE", ">BUSY%", ">SWITCHES/S");
        for (TopView.Pcpu pcpu : now.pcpus()) {
            TopView.Pcpu old = before.pcpus().get(pcpu.index());
            double wall = Math.max(1, pcpu.wallNanos() - old.wallNanos());
            table.row(
                    String.valueOf(pcpu.index()),
                    pcpu.kind(),
                    pcpu.host() == null ? "any" : String.valueOf(pcpu.host()),
                    pcpu.parked() ? "parked" : pcpu.running().isEmpty() ? "idle" : "busy",
                    percent(pcpu.busyNanos() - old.busyNanos(), wall),
                    rate(pcpu.switches() - old.switches(), wall));
        }
        return table;
    }

    private static Table vcpus(TopView before, TopView now) {
        Map<String, TopView.Vcpu> old =
                before.vcpus().stream().collect(Collectors.toMap(TopTable::name, Function.identity(), (a, _) -> a));
        TopView.Power power = now.power();
        Table table = new Table(
                "VCPU",
                "STATE",
                ">PCPU",
                ">CPU%",
                ">STOLEN%",
                ">MIPS",
                ">SW/S",
                ">WAKE P99",
                ">WAKE MAX",
                power == null ? ">" : ">VM WATTS");
        double nanos = Math.max(1, now.nanos() - before.nanos());
        for (TopView.Vcpu vcpu : now.vcpus()) {
            add(table, old.get(name(vcpu)), vcpu, nanos, power);
        }
        return table;
    }

    /** {@code before} is null, or of an earlier run, for a VM that has just been switched on. */
    private static void add(
            Table table, TopView.@Nullable Vcpu before, TopView.Vcpu now, double nanos, TopView.@Nullable Power power) {
        TopView.Vcpu base = before != null && before.runNanos() <= now.runNanos() ? before : NOTHING;
        Double watts =
                power == null || now.vcpu() != 0 ? null : power.wattsByVm().get(now.vm());
        table.row(
                name(now),
                now.state(),
                String.valueOf(now.pcpu()),
                percent(now.runNanos() - base.runNanos(), nanos),
                percent(now.stolenNanos() - base.stolenNanos(), nanos),
                mips(now.instructions() - base.instructions(), now.runNanos() - base.runNanos()),
                rate(now.switches() - base.switches(), nanos),
                time(now.wakeUpP99()),
                time(now.wakeUpMax()),
                watts == null ? "" : String.format(Locale.ROOT, "%.3f", watts));
    }

    private static String name(TopView.Vcpu vcpu) {
        return vcpu.vm() + "/" + vcpu.vcpu();
    }

    private static String percent(long part, double whole) {
        return String.format(Locale.ROOT, "%.1f", Math.max(0, part) * 100 / whole);
    }

    private static String rate(long count, double nanos) {
        return String.format(Locale.ROOT, "%.0f", Math.max(0, count) * 1e9 / nanos);
    }

    /** Of the time in which it ran; a dash where nothing is counted. */
    private static String mips(long instructions, long runNanos) {
        return instructions <= 0 || runNanos <= 0
                ? "-"
                : String.format(Locale.ROOT, "%.0f", instructions * 1e3 / runNanos);
    }

    private static String time(long nanos) {
        return nanos < 10_000_000
                ? String.format(Locale.ROOT, "%d us", nanos / 1000)
                : String.format(Locale.ROOT, "%d ms", nanos / 1_000_000);
    }
}
