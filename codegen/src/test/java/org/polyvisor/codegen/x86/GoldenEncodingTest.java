package org.polyvisor.codegen.x86;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Encodings worked out by hand from the Intel SDM, for machines without a disassembler. */
class GoldenEncodingTest {
    @ParameterizedTest
    @MethodSource("encodings")
    void instructionHasTheBytesOfTheManual(String bytes, Consumer<Assembler> emission) {
        Assembler assembler = new Assembler(true);

        emission.accept(assembler);

        assertThat(hex(assembler)).isEqualTo(bytes);
    }

    static Stream<Arguments> encodings() {
        return Stream.of(
                encoding("4803d9", a -> a.alu(Assembler.ADD, true, Reg.RBX, Reg.RCX)),
                encoding("83e8ff", a -> a.aluImm(Assembler.SUB, false, Reg.RAX, -1)),
                encoding("3d00010000", a -> a.aluImm(Assembler.CMP, false, Reg.RAX, 256)),
                encoding("b8ffffffff", a -> a.movImm(Reg.RAX, 0xffff_ffffL)),
                encoding("48c7c0ffffffff", a -> a.movImm(Reg.RAX, -1)),
                encoding("49bf0000000001000000", a -> a.movImm(Reg.R15, 1L << 32)),
                encoding("488b4580", a -> a.load(8, Reg.RAX, Mem.at(Reg.RBP, -128))),
                encoding("458b2424", a -> a.load(4, Reg.R12, Mem.at(Reg.R12, 0))),
                encoding("450fb66d00", a -> a.load(1, Reg.R13, Mem.at(Reg.R13, 0))),
                encoding("4088348c", a -> a.store(1, Mem.at(Reg.RSP, Reg.RCX, 2, 0), Reg.RSI)),
                encoding("400f94c7", a -> a.setcc(Cc.E, Reg.RDI)),
                encoding("c4e268f2c1", a -> a.andn(false, Reg.RAX, Reg.RDX, Reg.RCX)),
                encoding("c5f9fec1", a -> a.vec(Sse.PADDD, 0, 0, 1)),
                encoding("c4e2f1b8c2", a -> a.vec(Sse.VFMADD231PD, 0, 1, 2)),
                encoding("c4416b58d3", a -> a.vec(Sse.ADDSD, 10, 2, 11)),
                encoding("0f38cb4d10", a -> a.vecM(Sse.SHA256RNDS2, 1, 1, Mem.at(Reg.RBP, 16))),
                encoding("c3", Assembler::ret));
    }

    private static Arguments encoding(String bytes, Consumer<Assembler> emission) {
        return Arguments.of(bytes, emission);
    }

    private static String hex(Assembler assembler) {
        return HexFormat.of().formatHex(Arrays.copyOf(assembler.bytes(), assembler.position()));
    }
}
