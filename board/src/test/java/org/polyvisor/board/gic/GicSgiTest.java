package org.polyvisor.board.gic;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GicSgiTest {
    private static final long SGI_5 = 5L << 24;

    private final GicFixture board = new GicFixture(4);

    @Test
    void targetListPicksVcpus() {
        board.icc(0, IccRegister.SGI1R, SGI_5 | 0b1010);

        assertThat(board.irq).containsExactly(false, true, false, true);
        assertThat(board.icc(1, IccRegister.IAR1)).isEqualTo(5);
        assertThat(board.irq[1]).isFalse();
    }

    @Test
    void allButSelfSkipsTheSender() {
        board.icc(2, IccRegister.SGI1R, SGI_5 | 1L << 40);

        assertThat(board.irq).containsExactly(true, true, false, true);
    }

    @Test
    void otherClustersAndRangesHaveNobody() {
        board.icc(0, IccRegister.SGI1R, SGI_5 | 1L << 16 | 0xf);
        board.icc(0, IccRegister.SGI1R, SGI_5 | 1L << 32 | 0xf);
        board.icc(0, IccRegister.SGI1R, SGI_5 | 1L << 48 | 0xf);
        board.icc(0, IccRegister.SGI1R, SGI_5 | 1L << 44 | 0xf);

        assertThat(board.irq).containsOnly(false);
    }

    @Test
    void sgiOfTheOtherGroupIsNotSent() {
        board.gicr(1, 0x1_0080, ~(1L << 5) & 0xffff_ffffL);
        board.icc(0, IccRegister.SGI1R, SGI_5 | 2);
        boolean group1 = board.irq[1] || board.fiq[1];
        board.icc(0, IccRegister.SGI0R, SGI_5 | 2);

        assertThat(group1).isFalse();
        assertThat(board.fiq[1]).isTrue();
        assertThat(board.icc(1, IccRegister.IAR0)).isEqualTo(5);
    }

    @Test
    void vcpuMaySendToItself() {
        board.icc(0, IccRegister.SGI1R, SGI_5 | 1);

        assertThat(board.icc(0, IccRegister.IAR1)).isEqualTo(5);
    }
}
