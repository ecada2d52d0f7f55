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
        text.append(String.format(
                Locale.ROOT,
                "%n%n%-5s %-8s %5s %-8s %6s %10s%n",
                "PCPU",
                "CLASS",
                "HOST",
                "STATE",
                "BUSY%",
                "SWITCHES/S"));
        for (TopView.Pcpu pcpu : now.pcpus()) {
            text.append(line(before.pcpus().get(pcpu.index()), pcpu));
        }
        Map<String, TopView.Vcpu> old =
                before.vcpus().stream().collect(Collectors.toMap(TopTable::name, Function.identity(), (a, _) -> a));
        text.append(String.format(
                Locale.ROOT,
                "%n%-20s %-9s %4s %6s %6s %6s %10s %9s %9s %9s%n",
                "VCPU",
                "STATE",
                "PCPU",
                "CPU%",
                "STOLEN",
                "MIPS",
                "SWITCHES/S",
                "WAKE P99",
                "WAKE MAX",
                power == null ? "" : "VM WATTS"));
        double nanos = Math.max(1, now.nanos() - before.nanos());
        for (TopView.Vcpu vcpu : now.vcpus()) {
            text.append(line(old.get(name(vcpu)), vcpu, nanos, power));
        }
        return text.toString();
    }

    private static String line(TopView.Pcpu before, TopView.Pcpu now) {
        double wall = Math.max(1, now.wallNanos() - before.wallNanos());
        return String.format(
                Locale.ROOT,
                "%-5d %-8s %5s %-8s %6.1f %10.0f%n",
                now.index(),
                now.kind(),
                now.host() == null ? "any" : now.host(),
                now.parked() ? "parked" : now.running().isEmpty() ? "idle" : "busy",
                percent(now.busyNanos() - before.busyNanos(), wall),
                (now.switches() - before.switches()) * 1e9 / wall);
    }

    /** {@code before} is null, or of an earlier run, for a VM that has just been switched on. */
    private static String line(
            TopView.@Nullable Vcpu before, TopView.Vcpu now, double nanos, TopView.@Nullable Power power) {
        TopView.Vcpu base = before != null && before.runNanos() <= now.runNanos() ? before : NOTHING;
        Double watts =
                power == null || now.vcpu() != 0 ? null : power.wattsByVm().get(now.vm());
        return String.format(
                Locale.ROOT,
                "%-20s %-9s %4d %6.1f %6.1f %6s %10.0f %9s %9s %9s%n",
                name(now),
                now.state(),
                now.pcpu(),
                percent(now.runNanos() - base.runNanos(), nanos),
                percent(now.stolenNanos() - base.stolenNanos(), nanos),
                mips(now.instructions() - base.instructions(), now.runNanos() - base.runNanos()),
                (now.switches() - base.switches()) * 1e9 / nanos,
                time(now.wakeUpP99()),
                time(now.wakeUpMax()),
                watts == null ? "" : String.format(Locale.ROOT, "%.3f", watts));
    }

    private static String name(TopView.Vcpu vcpu) {
        return vcpu.vm() + "/" + vcpu.vcpu();
    }

    private static double percent(long part, double whole) {
        return Math.max(0, part) * 100 / whole;
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
