package org.polyvisor.board.gic;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.polyvisor.arm.bus.GicCpuInterface;

class GicRegistersTest {
    private final GicFixture board = new GicFixture(2);

    @Test
    void distributorAnnouncesWhatIsThere() {
        assertThat(board.gicd(0)).isEqualTo(0x53);
        assertThat(board.gicd(4)).isEqualTo(8 | 9 << 19 | 1 << 24);
        assertThat(board.gicd(0xffe8) >> 4 & 0xf).isEqualTo(3);
        assertThat(board.gicd(0x0c)).isZero();
    }

    @Test
    void redistributorAnnouncesAffinityAndEnd() {
        assertThat(board.gic.redistributor(0).read(8, 8)).isEqualTo(1 << 5);
        assertThat(board.gic.redistributor(1).read(8, 8)).isEqualTo(1L << 32 | 1 << 8 | 1 << 5 | 1 << 4);
        assertThat(board.gicr(1, 12)).isEqualTo(1);
        assertThat(board.gicr(0, 0xffe8) >> 4 & 0xf).isEqualTo(3);
    }

    @Test
    void securityAndRoutingBitsCannotBeCleared() {
        board.gicd(0, 0);

        assertThat(board.gicd(0)).isEqualTo(0x50);
    }

    @Test
    void bitRegistersSetAndClear() {
        board.gicd(0x188, 0xff);
        board.gicd(0x108, 0x0f);

        assertThat(board.gicd(0x108)).isEqualTo(0xffff_ff0fL);
        assertThat(board.gicd(0x188)).isEqualTo(0xffff_ff0fL);
    }

    @Test
    void privateInterruptsHaveNoDistributorRegisters() {
        board.gicd(0x100, 0xffff_ffffL);
        board.gicd(0x400, 0xffff_ffffL);
        board.gicd(0xc00, 0xffff_ffffL);

        assertThat(board.gicd(0x100)).isZero();
        assertThat(board.gicd(0x400)).isZero();
        assertThat(board.gicd(0xc00)).isZero();
    }

    @Test
    void interruptsBeyondTheLastHaveNoRegisters() {
        board.gicd(0x124, 0xffff_ffffL);
        board.gic.distributor().write(0x400 + 288, 1, 0xf8);
        board.gic.distributor().write(0x6000 + 8 * 288, 8, 1);

        assertThat(board.gicd(0x124)).isZero();
        assertThat(board.gic.distributor().read(0x400 + 288, 1)).isZero();
        assertThat(board.gic.distributor().read(0x6000 + 8 * 288, 8)).isZero();
    }

    @Test
    void prioritiesAreByteAccessible() {
        board.gic.distributor().write(0x400 + 41, 1, 0x50);

        assertThat(board.gicd(0x400 + 40)).isEqualTo(0xa0a0_50a0L);
        assertThat(board.gic.distributor().read(0x400 + 41, 1)).isEqualTo(0x50);
    }

    @Test
    void routersTakeWordsAndDoublewords() {
        board.gic.distributor().write(0x6000 + 8 * 40, 8, -1);
        long all = board.gic.distributor().read(0x6000 + 8 * 40, 8);
        board.gicd(0x6000 + 8 * 40, 1);

        assertThat(all).isEqualTo(0xff_80ff_ffffL);
        assertThat(board.gicd(0x6000 + 8 * 40)).isEqualTo(1);
        assertThat(board.gicd(0x6000 + 8 * 40 + 4)).isEqualTo(0xff);
    }

    @Test
    void sgisAreEdgeTriggeredForGoodAndPpisCanChange() {
        board.gicr(0, 0x1_0c00, 0);
        board.gicr(0, 0x1_0c04, 0xaaaa_0000L);

        assertThat(board.gicr(0, 0x1_0c00)).isEqualTo(0xaaaa_aaaaL);
        assertThat(board.gicr(0, 0x1_0c04)).isEqualTo(0xaaaa_0000L);
    }

    @Test
    void cpuInterfaceAnnouncesFiveBitsAndSystemRegistersOnly() {
        board.icc(0, IccRegister.SRE, 0);

        assertThat(board.icc(0, IccRegister.SRE)).isEqualTo(7);
        assertThat(board.icc(0, IccRegister.CTLR)).isEqualTo(4 << 8 | 1 << 15);
    }

    @Test
    void directionsOfRegistersAreKnown() {
        GicCpuInterface registers = board.gic.cpuInterface(0);

        assertThat(registers.isReadable(IccRegister.EOIR1)).isFalse();
        assertThat(registers.isWritable(IccRegister.EOIR1)).isTrue();
        assertThat(registers.isReadable(IccRegister.IAR1)).isTrue();
        assertThat(registers.isWritable(IccRegister.IAR1)).isFalse();
        assertThat(registers.isReadable(IccRegister.SGI1R)).isFalse();
        assertThat(registers.isWritable(IccRegister.RPR)).isFalse();
    }

    @Test
    void registersOfMorePriorityBitsDoNotExist() {
        GicCpuInterface registers = board.gic.cpuInterface(0);

        assertThat(registers.hasRegister(GicCpuInterface.encoding(3, 0, 12, 8, 5)))
                .isFalse();
        assertThat(registers.hasRegister(GicCpuInterface.encoding(3, 0, 12, 9, 1)))
                .isFalse();
        assertThat(registers.hasRegister(GicCpuInterface.encoding(3, 0, 12, 9, 5)))
                .isFalse();
        assertThat(registers.hasRegister(GicCpuInterface.encoding(3, 0, 12, 11, 0)))
                .isFalse();
        assertThat(registers.hasRegister(GicCpuInterface.encoding(3, 0, 12, 12, 7)))
                .isTrue();
    }
}
