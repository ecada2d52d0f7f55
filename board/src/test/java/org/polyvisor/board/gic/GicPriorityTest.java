package org.polyvisor.board.gic;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Arbitration, masks, preemption, priority drop. */
class GicPriorityTest {
    private static final int SPURIOUS = 1023;

    private final GicFixture board = new GicFixture(1);

    private void raise(int intid, int priority) {
        board.priority(intid, priority);
        board.gic.spi(intid - 32).set(true);
    }

    @Test
    void mostUrgentIsTakenFirstThenTheLowestIntid() {
        raise(40, 0x80);
        raise(41, 0x40);
        raise(39, 0x80);

        assertThat(board.icc(0, IccRegister.HPPIR1)).isEqualTo(41);
        assertThat(board.icc(0, IccRegister.IAR1)).isEqualTo(41);
        assertThat(board.icc(0, IccRegister.HPPIR1)).isEqualTo(39);
    }

    @Test
    void priorityEqualToTheMaskIsMasked() {
        board.icc(0, IccRegister.PMR, 0x80);
        raise(40, 0x80);
        boolean equal = board.irq[0];
        long pending = board.icc(0, IccRegister.HPPIR1);
        board.icc(0, IccRegister.PMR, 0x88);

        assertThat(equal).isFalse();
        assertThat(pending).isEqualTo(40);
        assertThat(board.irq[0]).isTrue();
    }

    @Test
    void onlyMoreUrgentGroupPriorityPreempts() {
        raise(40, 0x80);
        board.icc(0, IccRegister.IAR1);
        raise(41, 0x80);
        boolean equal = board.irq[0];
        raise(42, 0x78);

        assertThat(equal).isFalse();
        assertThat(board.irq[0]).isTrue();
        assertThat(board.icc(0, IccRegister.IAR1)).isEqualTo(42);
        assertThat(board.icc(0, IccRegister.RPR)).isEqualTo(0x78);
        assertThat(board.icc(0, IccRegister.AP1R0)).isEqualTo(1L << 15 | 1L << 16);
    }

    @Test
    void binaryPointKeepsSubprioritiesFromPreempting() {
        board.icc(0, IccRegister.BPR1, 5);
        raise(40, 0x98);
        board.icc(0, IccRegister.IAR1);
        raise(41, 0x80);
        boolean sameGroup = board.irq[0];
        raise(42, 0x78);

        assertThat(board.icc(0, IccRegister.RPR)).isEqualTo(0x80);
        assertThat(sameGroup).isFalse();
        assertThat(board.irq[0]).isTrue();
    }

    @Test
    void subprioritiesStillDecideWhoIsFirst() {
        board.icc(0, IccRegister.BPR1, 7);
        raise(40, 0x98);
        raise(41, 0x90);

        assertThat(board.icc(0, IccRegister.IAR1)).isEqualTo(41);
    }

    @Test
    void endOfInterruptDropsToThePreemptedPriority() {
        raise(40, 0x80);
        board.icc(0, IccRegister.IAR1);
        raise(42, 0x40);
        board.icc(0, IccRegister.IAR1);
        board.gic.spi(10).set(false);
        board.icc(0, IccRegister.EOIR1, 42);

        assertThat(board.icc(0, IccRegister.RPR)).isEqualTo(0x80);
        assertThat(board.irq[0]).isFalse();
        board.icc(0, IccRegister.EOIR1, 40);
        assertThat(board.icc(0, IccRegister.RPR)).isEqualTo(0xff);
        assertThat(board.irq[0]).isTrue();
    }

    @Test
    void splitModeDropsFirstAndDeactivatesLater() {
        board.icc(0, IccRegister.CTLR, 2);
        raise(40, 0x80);
        board.icc(0, IccRegister.IAR1);
        board.icc(0, IccRegister.EOIR1, 40);
        long running = board.icc(0, IccRegister.RPR);
        boolean stillActive = board.irq[0];
        board.icc(0, IccRegister.DIR, 40);

        assertThat(running).isEqualTo(0xff);
        assertThat(stillActive).isFalse();
        assertThat(board.irq[0]).isTrue();
    }

    @Test
    void commonBinaryPointRulesBothGroups() {
        board.icc(0, IccRegister.BPR0, 4);
        board.icc(0, IccRegister.CTLR, 1);
        raise(40, 0x98);
        board.icc(0, IccRegister.IAR1);
        raise(41, 0x80);

        assertThat(board.icc(0, IccRegister.BPR1)).isEqualTo(5);
        assertThat(board.irq[0]).isFalse();
    }

    @Test
    void endOfInterruptOfTheOtherGroupChangesNothing() {
        raise(40, 0x80);
        board.icc(0, IccRegister.IAR1);
        board.icc(0, IccRegister.EOIR0, 40);

        assertThat(board.icc(0, IccRegister.RPR)).isEqualTo(0x80);
    }

    @Test
    void specialAndUnknownIntidsAreIgnoredAtTheEnd() {
        raise(40, 0x80);
        board.icc(0, IccRegister.IAR1);
        board.icc(0, IccRegister.EOIR1, 1023);
        long afterSpecial = board.icc(0, IccRegister.RPR);
        board.icc(0, IccRegister.EOIR1, 900);

        assertThat(afterSpecial).isEqualTo(0x80);
        assertThat(board.icc(0, IccRegister.RPR)).isEqualTo(0xff);
    }

    @Test
    void lowPriorityBitsAreNotImplemented() {
        board.priority(40, 0xff);
        board.icc(0, IccRegister.PMR, 0xff);
        board.icc(0, IccRegister.BPR0, 0);
        board.icc(0, IccRegister.BPR1, 0);

        assertThat(board.gic.distributor().read(0x428, 1)).isEqualTo(0xf8);
        assertThat(board.icc(0, IccRegister.PMR)).isEqualTo(0xf8);
        assertThat(board.icc(0, IccRegister.BPR0)).isEqualTo(2);
        assertThat(board.icc(0, IccRegister.BPR1)).isEqualTo(3);
    }

    @Test
    void idleInterfaceAnswersSpurious() {
        assertThat(board.icc(0, IccRegister.IAR1)).isEqualTo(SPURIOUS);
        assertThat(board.icc(0, IccRegister.IAR0)).isEqualTo(SPURIOUS);
        assertThat(board.icc(0, IccRegister.HPPIR0)).isEqualTo(SPURIOUS);
    }

    @Test
    void resetClearsActivePrioritiesAndEnables() {
        raise(40, 0x80);
        board.icc(0, IccRegister.IAR1);
        board.gic.resetCpuInterface(0);

        assertThat(board.icc(0, IccRegister.RPR)).isEqualTo(0xff);
        assertThat(board.icc(0, IccRegister.IGRPEN1)).isZero();
        assertThat(board.irq[0]).isFalse();
    }
}
