package org.polyvisor.hypervisor.sched;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.polyvisor.hypervisor.sched.Admission.Server;

/** What {@link Admission} says about its decisions. */
final class AdmissionText {
    private static final String REMEDY =
            "lower a budget, lengthen a period, or give one of them another pCPU by affinity";

    private AdmissionText() {}

    static String admitted(List<Server> servers, List<Duration> responses) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < servers.size(); i++) {
            Server server = servers.get(i);
            parts.add("%s gets %s of every %s, within %s at worst"
                    .formatted(
                            server.name(),
                            time(server.budget()),
                            time(server.period()),
                            time(responses.get(i).toNanos())));
        }
        return String.join("; ", parts);
    }

    /** The sum that exceeds the period of {@code server}. */
    static String tooMuch(Server server, List<Server> rivals) {
        long period = server.period();
        long switching = Admission.SWITCH_COST.toNanos() + Admission.BLOCKING.toNanos();
        long sum = server.budget() + switching;
        List<String> takers = new ArrayList<>();
        for (Server rival : rivals) {
            long times = rival.activations(period);
            sum += times * rival.cost();
            switching += times * Admission.SWITCH_COST.toNanos();
            takers.add("%s of %s priority takes %d × %s"
                    .formatted(
                            rival.name(),
                            rival.priority() == server.priority() ? "equal" : "higher",
                            times,
                            time(rival.budget())));
        }
        takers.add("switching " + time(switching));
        return "%s needs %s in %s, but %s of it: %s > %s; %s"
                .formatted(
                        server.name(),
                        time(server.budget()),
                        time(period),
                        String.join(", ", takers),
                        time(sum),
                        time(period),
                        rivals.isEmpty() ? "lower its budget or lengthen its period" : REMEDY);
    }

    static String hostRefuses(List<Server> servers, long demand, long allowed) {
        return servers.stream()
                .map(server -> "%s %s in %s".formatted(server.name(), time(server.budget()), time(server.period())))
                .collect(Collectors.joining(
                        ", ",
                        "",
                        " may together want %s of one second, switching included, but the host lets real-time threads have %s; %s, or raise sched_rt_runtime_us"
                                .formatted(time(demand), time(allowed), REMEDY)));
    }

    /** Microseconds below a millisecond, then milliseconds, then seconds; at most five digits. */
    static String time(long nanos) {
        return nanos < 1_000_000
                ? number(nanos / 1e3) + " µs"
                : nanos < 1_000_000_000 ? number(nanos / 1e6) + " ms" : number(nanos / 1e9) + " s";
    }

    private static String number(double value) {
        String text = String.format(Locale.ROOT, "%.3f", value);
        return text.replaceAll("\\.?0+$", "");
    }
}
