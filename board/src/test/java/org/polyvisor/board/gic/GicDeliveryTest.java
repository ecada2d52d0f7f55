package org.polyvisor.board.gic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

/** From a wire to a vCPU's line, through acknowledge and end of interrupt. */
class GicDeliveryTest {
    private static final int SPURIOUS = 1023;
    private static final int SPI = 33;

    private final GicFixture board = new GicFixture(2);

    @Test
    void levelSpiFollowsItsWire() {
        board.gic.spi(1).set(true);
        boolean whileHigh = board.irq[0];
        board.gic.spi(1).set(false);

        assertThat(whileHigh).isTrue();
        assertThat(board.irq[0]).isFalse();
        assertThat(board.icc(0, IccRegister.IAR1)).isEqualTo(SPURIOUS);
    }

    @Test
    void acknowledgeReturnsIntidAndLowersTheLine() {
        board.gic.spi(1).set(true);
        long intid = board.icc(0, IccRegister.IAR1);

        assertThat(intid).isEqualTo(SPI);
        assertThat(board.irq[0]).isFalse();
        assertThat(board.icc(0, IccRegister.RPR)).isEqualTo(0xa0);
        assertThat(board.gicd(0x300 + 4)).isEqualTo(2);
    }

    @Test
    void levelStillHighAtEndOfInterruptIsTakenAgain() {
        board.gic.spi(1).set(true);
        board.icc(0, IccRegister.IAR1);
        board.icc(0, IccRegister.EOIR1, SPI);

        assertThat(board.irq[0]).isTrue();
        assertThat(board.icc(0, IccRegister.RPR)).isEqualTo(0xff);
    }

    @Test
    void edgeIsRememberedAndTakenOnce() {
        board.edge(SPI);
        board.pulse(SPI);
        boolean asserted = board.irq[0];
        long first = board.icc(0, IccRegister.IAR1);
        board.icc(0, IccRegister.EOIR1, first);

        assertThat(asserted).isTrue();
        assertThat(first).isEqualTo(SPI);
        assertThat(board.irq[0]).isFalse();
    }

    @Test
    void edgeDuringActiveIsTakenAfterwards() {
        board.edge(SPI);
        board.pulse(SPI);
        board.icc(0, IccRegister.IAR1);
        board.pulse(SPI);
        boolean whileActive = board.irq[0];
        board.icc(0, IccRegister.EOIR1, SPI);

        assertThat(whileActive).isFalse();
        assertThat(board.icc(0, IccRegister.IAR1)).isEqualTo(SPI);
    }

    @Test
    void group0LeavesAsFiqAndIsAcknowledgedThroughIar0() {
        board.gicd(0x84, ~2L & 0xffff_ffffL);
        board.gic.spi(1).set(true);

        assertThat(board.fiq[0]).isTrue();
        assertThat(board.irq[0]).isFalse();
        assertThat(board.icc(0, IccRegister.HPPIR1)).isEqualTo(SPURIOUS);
        assertThat(board.icc(0, IccRegister.IAR1)).isEqualTo(SPURIOUS);
        assertThat(board.icc(0, IccRegister.IAR0)).isEqualTo(SPI);
        assertThat(board.icc(0, IccRegister.AP0R0)).isEqualTo(1L << 20);
    }

    @Test
    void disabledInterruptStaysPending() {
        board.gicd(0x184, 2);
        board.gic.spi(1).set(true);
        boolean disabled = board.irq[0];
        board.gicd(0x104, 2);

        assertThat(disabled).isFalse();
        assertThat(board.gicd(0x204)).isEqualTo(2);
        assertThat(board.irq[0]).isTrue();
    }

    @Test
    void groupEnablesOfDistributorAndCpuInterfaceBothGate() {
        board.gic.spi(1).set(true);
        board.gicd(0, 1);
        boolean distributorOff = board.irq[0];
        board.gicd(0, 2);
        board.icc(0, IccRegister.IGRPEN1, 0);
        boolean interfaceOff = board.irq[0];
        board.icc(0, IccRegister.IGRPEN1, 1);

        assertThat(distributorOff).isFalse();
        assertThat(interfaceOff).isFalse();
        assertThat(board.irq[0]).isTrue();
    }

    @Test
    void ppiReachesItsOwnVcpuOnly() {
        board.gic.ppi(1, 27).set(true);

        assertThat(board.irq).containsExactly(false, true);
        assertThat(board.icc(0, IccRegister.IAR1)).isEqualTo(SPURIOUS);
        assertThat(board.icc(1, IccRegister.IAR1)).isEqualTo(27);
    }

    @Test
    void spiFollowsItsRoute() {
        board.route(SPI, 1);
        board.gic.spi(1).set(true);
        boolean routedToOne = board.irq[1] && !board.irq[0];
        board.route(SPI, 0x100);
        boolean routedNowhere = !board.irq[1] && !board.irq[0];
        board.route(SPI, 0);

        assertThat(routedToOne).isTrue();
        assertThat(routedNowhere).isTrue();
        assertThat(board.irq).containsExactly(true, false);
    }

    @Test
    void oneOfNGoesToExactlyOneVcpuThatCanTakeIt() {
        board.route(SPI, 1L << 31);
        board.gic.spi(1).set(true);
        boolean idle = board.irq[0] && !board.irq[1];
        board.icc(0, IccRegister.PMR, 0);

        assertThat(idle).isTrue();
        assertThat(board.irq).containsExactly(false, true);
        assertThat(board.icc(1, IccRegister.IAR1)).isEqualTo(SPI);
        assertThat(board.irq).containsExactly(false, false);
    }

    @Test
    void oneOfNAvoidsBusyVcpu() {
        board.gic.ppi(0, 27).set(true);
        board.icc(0, IccRegister.IAR1);
        board.route(SPI, 1L << 31);
        board.gic.spi(1).set(true);

        assertThat(board.irq).containsExactly(false, true);
    }

    @Test
    void oneOfNRespectsDisableProcessorGroup() {
        board.gicr(0, 0, 1L << 25);
        board.route(SPI, 1L << 31);
        board.gic.spi(1).set(true);

        assertThat(board.irq).containsExactly(false, true);
        assertThat(board.gicr(0, 0)).isEqualTo(1L << 25);
    }

    @Test
    void sleepingProcessorGetsNothing() {
        board.gicr(0, 0x14, 2);
        board.gic.ppi(0, 27).set(true);
        boolean asleep = board.irq[0];
        long waker = board.gicr(0, 0x14);
        board.gicr(0, 0x14, 0);

        assertThat(asleep).isFalse();
        assertThat(waker).isEqualTo(6);
        assertThat(board.gicr(0, 0x14)).isZero();
        assertThat(board.irq[0]).isTrue();
    }

    @Test
    void softwareCanSetAndClearPending() {
        board.gicd(0x204, 2);
        boolean set = board.irq[0];
        board.gicd(0x284, 2);

        assertThat(set).isTrue();
        assertThat(board.irq[0]).isFalse();
    }

    @Test
    void clearPendingDoesNotSilenceAnAssertedLevel() {
        board.gic.spi(1).set(true);
        board.gicd(0x284, 2);

        assertThat(board.irq[0]).isTrue();
    }

    @Test
    void activeBitWrittenBySoftwareHoldsTheInterruptBack() {
        board.gicd(0x304, 2);
        board.gic.spi(1).set(true);
        boolean active = board.irq[0];
        board.gicd(0x384, 2);

        assertThat(active).isFalse();
        assertThat(board.irq[0]).isTrue();
    }

    @Test
    void interruptForAVcpuThatSleepsAsksToWakeIt() {
        board.icc(0, IccRegister.IGRPEN1, 0);
        board.gicr(0, 0x14, 2);
        boolean before = board.wake[0];

        board.gic.spi(1).set(true);

        assertThat(before).isFalse();
        assertThat(board.wake[0]).isTrue();
        assertThat(board.irq[0]).isFalse();
    }

    @Test
    void vcpuThatIsAwakeGetsNoWakeRequest() {
        board.icc(0, IccRegister.IGRPEN1, 0);

        board.gic.spi(1).set(true);

        assertThat(board.wake[0]).isFalse();
    }

    @Test
    void disabledInterruptWakesNobody() {
        board.gicr(0, 0x14, 2);
        board.gicd(0x184, 2);

        board.gic.spi(1).set(true);

        assertThat(board.wake[0]).isFalse();
    }

    @Test
    void connectingDrivesThePresentLevel() {
        board.gic.spi(1).set(true);
        boolean[] late = new boolean[2];
        board.gic.connect(0, asserted -> late[0] = asserted, asserted -> late[1] = asserted, asserted -> {});

        assertThat(late).containsExactly(true, false);
    }

    @Test
    void impossibleWiresAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> board.gic.spi(256));
        assertThatIllegalArgumentException().isThrownBy(() -> board.gic.spi(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> board.gic.ppi(0, 15));
        assertThatIllegalArgumentException().isThrownBy(() -> board.gic.ppi(0, 32));
        assertThatIllegalArgumentException().isThrownBy(() -> new Gic(9));
        assertThatIllegalArgumentException().isThrownBy(() -> new Gic(0));
    }
}
