package org.polyvisor.hypervisor.sched;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.polyvisor.hypervisor.sched.Admission.Assignment;
import org.polyvisor.hypervisor.sched.Admission.Result;
import org.polyvisor.hypervisor.sched.Admission.Server;
import org.polyvisor.hypervisor.sched.Scheduling.RealTime;

class AdmissionTest {
    private static final double LINUX_LIMIT = 0.95;

    @Test
    void aloneAServerWaitsForItsBudgetOneSwitchAndTheHost() {
        Result result = Admission.check(List.of(server("baseband/0", 90, 500, 1000)), LINUX_LIMIT);

        assertThat(result.admitted()).isTrue();
        assertThat(result.responses()).containsExactly(micros(570));
        assertThat(result.explanation()).isEqualTo("baseband/0 gets 500 µs of every 1 ms, within 570 µs at worst");
    }

    @Test
    void aServerOfHigherPriorityThatDefersItsBudgetTakesItTwice() {
        // 1000 + 20 + 50; + 2 × 320, since ceil((1070 + 1700) / 2000) = 2; ceil((1710 + 1700) / 2000) = 2: no more.
        Result result = Admission.check(
                List.of(server("low/0", 10, 1000, 10_000), server("high/0", 20, 300, 2000)), LINUX_LIMIT);

        assertThat(result.responses()).containsExactly(micros(1710), micros(370));
    }

    @Test
    void aRefusalShowsTheSumAndWhatToDo() {
        Result result = Admission.check(
                List.of(server("baseband/0", 80, 500, 1000), server("payments/0", 90, 300, 1000)), LINUX_LIMIT);

        assertThat(result.admitted()).isFalse();
        assertThat(result.responses()).isEmpty();
        assertThat(result.explanation())
                .isEqualTo("baseband/0 needs 500 µs in 1 ms, but payments/0 of higher priority takes 2 × 300 µs, "
                        + "switching 110 µs of it: 1.21 ms > 1 ms; lower a budget, lengthen a period, or give one of "
                        + "them another pCPU by affinity");
    }

    @Test
    void equalPrioritiesMayEachGoFirst() {
        Result result =
                Admission.check(List.of(server("a/0", 50, 400, 1000), server("b/0", 50, 400, 1000)), LINUX_LIMIT);

        assertThat(result.admitted()).isFalse();
        assertThat(result.explanation())
                .startsWith("a/0 needs 400 µs in 1 ms, but b/0 of equal priority takes 2 × 400");
    }

    @Test
    void aBudgetOfTheWholePeriodLeavesNoTimeToSwitch() {
        Result result = Admission.check(List.of(server("a/0", 50, 1000, 1000)), Admission.NO_HOST_LIMIT);

        assertThat(result.explanation())
                .isEqualTo("a/0 needs 1 ms in 1 ms, but switching 70 µs of it: 1.07 ms > 1 ms; "
                        + "lower its budget or lengthen its period");
    }

    @Test
    void theHostsLimitIsRespected() {
        List<Server> greedy = List.of(server("a/0", 50, 92_000, 100_000));

        assertThat(Admission.check(greedy, Admission.NO_HOST_LIMIT).admitted()).isTrue();
        assertThat(Admission.check(greedy, 0.9).explanation())
                .startsWith("a/0 92 ms in 100 ms may together want 928.2 ms of one second, switching included, but the "
                        + "host lets real-time threads have 900 ms");
    }

    @Test
    void nothingIsAlwaysAdmitted() {
        assertThat(Admission.check(List.of(), LINUX_LIMIT).admitted()).isTrue();
    }

    @Test
    void vcpusOfAVmSpreadOverThePcpusThatItsAffinityAllows() {
        var present = new TreeMap<Integer, List<Server>>();
        present.put(0, List.of());
        present.put(1, List.of());
        present.put(2, List.of());

        Assignment assignment = Admission.assign("vm", 2, realTime(50, 200, 1000), Set.of(1, 2), present, LINUX_LIMIT);

        assertThat(assignment.pcpus()).containsExactly(1, 2);
    }

    @Test
    void vcpusOfAVmShareAPcpuWhereTheyMust() {
        var present = new TreeMap<Integer, List<Server>>();
        present.put(0, List.of());

        Assignment assignment = Admission.assign("vm", 2, realTime(50, 200, 2000), Set.of(), present, LINUX_LIMIT);

        assertThat(assignment.pcpus()).containsExactly(0, 0);
    }

    @Test
    void aPcpuThatIsFullIsPassedBy() {
        var present = new TreeMap<Integer, List<Server>>();
        present.put(0, List.of(server("old/0", 60, 500, 1000)));
        present.put(1, List.of());

        Assignment assignment = Admission.assign("new", 1, realTime(50, 400, 1000), Set.of(), present, LINUX_LIMIT);

        assertThat(assignment.pcpus()).containsExactly(1);
    }

    @Test
    void aVmWithoutRoomIsRefusedWithTheArithmeticOfAPcpu() {
        var present = new TreeMap<Integer, List<Server>>();
        present.put(0, List.of(server("old/0", 60, 500, 1000)));

        Assignment assignment = Admission.assign("new", 1, realTime(50, 400, 1000), Set.of(), present, LINUX_LIMIT);

        assertThat(assignment.admitted()).isFalse();
        assertThat(assignment.explanation()).startsWith("pCPU 0: new/0 needs 400 µs in 1 ms, but old/0");
    }

    @Test
    void anAffinityForPcpusThatAreNotThereIsRefused() {
        var present = new TreeMap<Integer, List<Server>>();
        present.put(0, List.of());

        Assignment assignment = Admission.assign("new", 1, realTime(50, 400, 1000), Set.of(3), present, LINUX_LIMIT);

        assertThat(assignment.explanation()).isEqualTo("new/0: no pCPU of its affinity is there");
    }

    private static Server server(String name, int priority, int budget, int period) {
        return new Server(name, realTime(priority, budget, period));
    }

    private static RealTime realTime(int priority, int budget, int period) {
        return new RealTime(priority, micros(budget), micros(period));
    }

    private static Duration micros(int micros) {
        return Duration.ofNanos(micros * 1000L);
    }
}
