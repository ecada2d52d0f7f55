package org.polyvisor.hypervisor.power;

import static org.assertj.core.api.Assertions.assertThat;
import static org.polyvisor.hypervisor.power.Readings.spec;

import java.util.Set;
import org.junit.jupiter.api.Test;

class GovernorTest {
    private static final int LITTLE = 160;
    private static final int BIG = 1024;
    private static final int SECOND = 50;

    @Test
    void anIdlePhoneKeepsOneLittleCore() {
        SimulatedPcpus pcpus = phone(2);
        Governor governor = new Governor(pcpus, Set.of());

        pcpus.run(governor, 5 * SECOND, 1, 1);

        assertThat(pcpus.upCount()).isEqualTo(1);
        assertThat(pcpus.isUp(0) || pcpus.isUp(1)).isTrue();
    }

    @Test
    void nothingIsParkedBeforeTheLoadHasBeenLowForAWhile() {
        SimulatedPcpus pcpus = phone(2);
        Governor governor = new Governor(pcpus, Set.of());

        pcpus.run(governor, Governor.HOLD, 1, 1);

        assertThat(pcpus.events).isEmpty();
    }

    @Test
    void loadThatRisesGetsItsCoresBackWithTheFirstSampleThatShowsIt() {
        SimulatedPcpus pcpus = phone(4);
        Governor governor = new Governor(pcpus, Set.of());
        pcpus.run(governor, 5 * SECOND, 1, 1, 1, 1);
        pcpus.events.clear();

        pcpus.run(governor, 1, BIG, BIG, BIG, BIG);

        assertThat(pcpus.upCount()).isEqualTo(4);
    }

    @Test
    void oneHeavyVcpuGetsABigCoreAndThatAlone() {
        SimulatedPcpus pcpus = phone(1);
        Governor governor = new Governor(pcpus, Set.of());
        pcpus.run(governor, 5 * SECOND, 1);

        pcpus.run(governor, 5 * SECOND, BIG);

        assertThat(pcpus.upCount()).isEqualTo(1);
        assertThat(pcpus.isUp(2) || pcpus.isUp(3)).isTrue();
    }

    @Test
    void aSteadyLoadLeavesThingsAsTheyAre() {
        SimulatedPcpus pcpus = phone(3);
        Governor governor = new Governor(pcpus, Set.of());
        pcpus.run(governor, 10 * SECOND, 60, 60, 500);
        pcpus.events.clear();

        pcpus.run(governor, 60 * SECOND, 60, 60, 500);

        assertThat(pcpus.events).isEmpty();
    }

    @Test
    void loadThatComesAndGoesIsLeftMoreAndMoreAlone() {
        SimulatedPcpus pcpus = phone(4);
        Governor governor = new Governor(pcpus, Set.of());
        for (int i = 0; i < 60; i++) {
            pcpus.run(governor, SECOND, 1, 1, 1, 1);
            pcpus.run(governor, SECOND, BIG, BIG, BIG, BIG);
        }
        pcpus.events.clear();

        for (int i = 0; i < 10; i++) {
            pcpus.run(governor, SECOND, 1, 1, 1, 1);
            pcpus.run(governor, SECOND, BIG, BIG, BIG, BIG);
        }

        assertThat(pcpus.events).isEmpty();
    }

    @Test
    void whatTheSchedulerNeedsStaysAndIsNotAskedForAllTheTime() {
        SimulatedPcpus pcpus = phone(1);
        pcpus.needed.add(3);
        Governor governor = new Governor(pcpus, Set.of(2));

        pcpus.run(governor, 20 * SECOND, 1);

        assertThat(pcpus.isUp(2)).isTrue();
        assertThat(pcpus.isUp(3)).isTrue();
        assertThat(pcpus.events.stream().filter(event -> event.endsWith("refused 3")))
                .hasSizeLessThanOrEqualTo(3);
        assertThat(pcpus.events).noneMatch(event -> event.endsWith(" park 2"));
    }

    @Test
    void whatSomebodyElseParkedStaysParked() {
        SimulatedPcpus pcpus = phone(4);
        pcpus.park(2);
        pcpus.events.clear();
        Governor governor = new Governor(pcpus, Set.of());

        pcpus.run(governor, 5 * SECOND, BIG, BIG, BIG, BIG);

        assertThat(pcpus.isUp(2)).isFalse();
        assertThat(pcpus.events).isEmpty();
    }

    @Test
    void releaseBringsBackWhatTheGovernorParked() {
        SimulatedPcpus pcpus = phone(1);
        Governor governor = new Governor(pcpus, Set.of());
        pcpus.run(governor, 5 * SECOND, 1);

        governor.release();

        assertThat(pcpus.upCount()).isEqualTo(4);
    }

    @Test
    void thePhoneNeverLosesItsLastCore() {
        SimulatedPcpus pcpus = new SimulatedPcpus(1, spec(0, "big", BIG));
        Governor governor = new Governor(pcpus, Set.of());

        pcpus.run(governor, 10 * SECOND, 0);

        assertThat(pcpus.events).isEmpty();
    }

    /** Two little cores, 0 and 1, and two big ones. */
    private static SimulatedPcpus phone(int vcpus) {
        return new SimulatedPcpus(
                vcpus, spec(0, "little", LITTLE), spec(1, "little", LITTLE), spec(2, "big", BIG), spec(3, "big", BIG));
    }
}
