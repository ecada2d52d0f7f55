package org.polyvisor.codegen.x86;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Labels, addresses and alignment. */
class ControlFlowTest {
    private static final long ORIGIN = 0x7fff_1234_0000L;

    private final Assembler assembler = new Assembler(false);

    @Test
    void forwardJumpsAllReachTheLabel() {
        assembler.reset(ORIGIN);
        int label = assembler.newLabel();

        assembler.jmp(label);
        assembler.jcc(Cc.E, label);
        assembler.call(label);
        assembler.leaLabel(Reg.R9, label);
        assembler.bind(label);
        assembler.finish();

        assertThat(hex()).isEqualTo("e912000000" + "0f840c000000" + "e807000000" + "4c8d0d00000000");
    }

    @Test
    void backwardJumpIsShortAsFarAsAByteReaches() {
        assembler.reset(ORIGIN);
        int label = assembler.newLabel();
        assembler.bind(label);

        assembler.nop(126);
        assembler.jmp(label);
        assembler.jcc(Cc.NE, label);

        assertThat(hex().substring(2 * 126)).isEqualTo("eb80" + "0f857affffff");
    }

    @Test
    void backwardConditionalJumpIsShortAsFarAsAByteReaches() {
        assembler.reset(ORIGIN);
        int label = assembler.newLabel();
        assembler.bind(label);

        assembler.nop(126);
        assembler.jcc(Cc.G, label);
        assembler.jmp(label);

        assertThat(hex().substring(2 * 126)).isEqualTo("7f80" + "e97bffffff");
    }

    @Test
    void jumpsToAddressesAreRelativeToTheOrigin() {
        assembler.reset(ORIGIN);

        assembler.jmpTo(ORIGIN + 5);
        assembler.callTo(ORIGIN);
        assembler.jccTo(Cc.L, ORIGIN + 10 + 6 - 1);

        assertThat(hex()).isEqualTo("e900000000" + "e8f6ffffff" + "0f8cffffffff");
    }

    @Test
    void absoluteMemoryIsRelativeToTheEndOfTheInstruction() {
        assembler.reset(ORIGIN);

        assembler.load(8, Reg.RAX, Mem.absolute(ORIGIN + 7 + 1));
        assembler.storeImm(4, Mem.absolute(ORIGIN + 7 + 10 + 1), 0);
        assembler.aluMemImm(Assembler.ADD, true, Mem.absolute(ORIGIN + 17 + 8 + 1), 1);
        assembler.lockXadd(4, Mem.absolute(ORIGIN + 25 + 8 + 1), Reg.RCX);

        assertThat(hex())
                .isEqualTo("488b0501000000" + "c7050100000000000000" + "488305010000" + "0001" + "f00fc10d01000000");
    }

    @Test
    void targetMoreThan2GibAwayIsRefused() {
        assembler.reset(ORIGIN);

        assertThatThrownBy(() -> assembler.jmpTo(ORIGIN + 5 + 0x8000_0000L))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("0x7fff92340005 is more than 2 GiB away from the code at 0x7fff12340000");
        assertThat(assembler.position()).isZero();
    }

    @Test
    void usedLabelThatIsNotBoundIsFoundAtTheEnd() {
        assembler.reset(ORIGIN);
        assembler.newLabel();
        int used = assembler.newLabel();
        assembler.jmp(used);

        assertThatThrownBy(assembler::finish)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("label 1 is used but not bound");
    }

    @Test
    void labelIsBoundOnce() {
        assembler.reset(ORIGIN);
        int label = assembler.newLabel();
        assembler.bind(label);

        assertThatThrownBy(() -> assembler.bind(label)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void resetForgetsLabelsAndCode() {
        int old = assembler.newLabel();
        assembler.jmp(old);

        assembler.reset(ORIGIN);
        int label = assembler.newLabel();

        assertThat(assembler.isBound(label)).isFalse();
        assertThat(assembler.position()).isZero();
        assertThat(assembler.address()).isEqualTo(ORIGIN);
        assembler.finish();
    }

    @Test
    void manyLabelsAndMuchCodeGrowTheArrays() {
        assembler.reset(ORIGIN);
        int first = assembler.newLabel();
        assembler.jmp(first);
        for (int i = 0; i < 5_000; i++) {
            int label = assembler.newLabel();
            assembler.jmp(label);
            assembler.nop(9);
            assembler.bind(label);
        }
        assembler.bind(first);
        assembler.finish();

        assertThat(assembler.positionOf(first)).isEqualTo(5 + 5_000 * 14);
        assertThat(hex()).startsWith("e970110100").endsWith("e909000000" + "660f1f840000000000");
    }

    @Test
    void alignmentIsOfAddresses() {
        assembler.reset(ORIGIN + 13);

        assembler.align(16);
        int once = assembler.position();
        assembler.align(16);

        assertThat(once).isEqualTo(3);
        assertThat(assembler.position()).isEqualTo(3);
        assertThat(hex()).isEqualTo("0f1f00");
    }

    private String hex() {
        return HexFormat.of().formatHex(Arrays.copyOf(assembler.bytes(), assembler.position()));
    }
}
