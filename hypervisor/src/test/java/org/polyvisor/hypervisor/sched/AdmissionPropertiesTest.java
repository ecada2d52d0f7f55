package org.polyvisor.hypervisor.sched;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.polyvisor.hypervisor.sched.Admission.Result;
import org.polyvisor.hypervisor.sched.Admission.Server;
import org.polyvisor.hypervisor.sched.Scheduling.RealTime;

class AdmissionPropertiesTest {
    private static final int PERIODS = 40;

    @Property(tries = 300)
    void whoIsAdmittedGetsItsBudgetInTheTimeThatWasTold(@ForAll("servers") List<Server> servers, @ForAll long seed) {
        Result result = Admission.check(servers, Admission.NO_HOST_LIMIT);
        Assume.that(result.admitted());

        List<Duration> longest = servers.stream()
                .map(victim -> new ServerSimulation(servers, victim, seed).longestResponse(PERIODS))
                .map(Duration::ofNanos)
                .toList();

        for (int i = 0; i < servers.size(); i++) {
            assertThat(longest.get(i))
                    .as(servers.get(i).name())
                    .isLessThanOrEqualTo(result.responses().get(i))
                    .isLessThanOrEqualTo(servers.get(i).scheduling().period());
        }
    }

    @Property(tries = 500)
    void whoIsRefusedIsToldWhoAndWhy(@ForAll("servers") List<Server> servers) {
        Result result = Admission.check(servers, 0.5);
        Assume.that(!result.admitted());

        assertThat(result.explanation())
                .hasLineCount(1)
                .containsPattern("vm[0-9]+/0")
                .containsPattern("[0-9] (µs|ms|s) > [0-9.]+ (µs|ms|s); |the host lets real-time threads have 500 ms")
                .contains("budget");
    }

    @Property(tries = 500)
    void oneFewerIsNeverRefusedWhereAllWereAdmitted(@ForAll("servers") List<Server> servers) {
        Assume.that(Admission.check(servers, 0.95).admitted());

        List<Server> fewer = servers.subList(1, servers.size());

        assertThat(Admission.check(fewer, 0.95).admitted()).isTrue();
    }

    @Provide
    Arbitrary<List<Server>> servers() {
        Arbitrary<RealTime> one = Combinators.combine(
                        Arbitraries.integers().between(1, 4),
                        Arbitraries.integers().between(1, 12),
                        Arbitraries.of(4, 10, 16, 20, 50, 84))
                .as((priority, share, period) -> {
                    long periodNanos = period * 100_000L;
                    long budget = Math.max(50_000, periodNanos * share / 20 / 50_000 * 50_000);
                    return new RealTime(priority, Duration.ofNanos(budget), Duration.ofNanos(periodNanos));
                });
        return one.list().ofMinSize(1).ofMaxSize(4).map(all -> {
            List<Server> named = new ArrayList<>();
            all.forEach(scheduling -> named.add(new Server("vm%d/0".formatted(named.size()), scheduling)));
            return named;
        });
    }
}
