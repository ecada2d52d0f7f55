package org.polyvisor.codegen.x86;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

/** What cannot be encoded is refused before a byte of it is emitted. */
class RefusalTest {
    private static final long MEMORY = Mem.at(Reg.RBX, 0);

    private final Assembler assembler = new Assembler(false);

    @Test
    void fusedMultiplicationNeedsAvx() {
        assertThatIllegalArgumentException().isThrownBy(() -> assembler.vec(Sse.VFMADD231SD, 1, 2, 4));
        assertThat(assembler.position()).isZero();
    }

    @Test
    void maskOfBlendIsXmm0WithoutAvx() {
        assertThatIllegalArgumentException().isThrownBy(() -> assembler.blend(Sse.PBLENDVB, 1, 2, 4, 5));
        assertThat(assembler.position()).isZero();
    }

    @Test
    void blendDoesNotOverwriteItsMaskWithoutAvx() {
        assertThatIllegalArgumentException().isThrownBy(() -> assembler.blend(Sse.PBLENDVB, 0, 2, 4, 0));
        assertThat(assembler.position()).isZero();
    }

    @Test
    void comparisonCannotBeLocked() {
        assertThatIllegalArgumentException().isThrownBy(() -> assembler.lockAlu(Assembler.CMP, 8, MEMORY, Reg.RAX));
        assertThat(assembler.position()).isZero();
    }

    @Test
    void operandsOfThreeBytesDoNotExist() {
        assertThatIllegalArgumentException().isThrownBy(() -> assembler.load(3, Reg.RAX, MEMORY));
        assertThatIllegalArgumentException().isThrownBy(() -> assembler.store(3, MEMORY, Reg.RAX));
        assertThat(assembler.position()).isZero();
    }
}
