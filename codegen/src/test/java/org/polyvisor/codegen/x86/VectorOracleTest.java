package org.polyvisor.codegen.x86;

import static org.assertj.core.api.Assertions.assertThat;
import static org.polyvisor.codegen.x86.Operand.gpr;
import static org.polyvisor.codegen.x86.Operand.xmm;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.polyvisor.codegen.x86.Operand.Memory;

/** Vector instructions are what LLVM's disassembler says they are; which it is by name, so constants are checked too. */
class VectorOracleTest {
    /** Meaningless for most, but no mnemonic of its own stands for it. */
    private static final int IMM = 77;

    private final Cases vex = new Cases(new Assembler(true));
    private final Cases legacy = new Cases(new Assembler(false));

    @BeforeAll
    static void toolIsThere() {
        LlvmMc.require();
    }

    @Test
    void operationsOnThreeRegistersAreEncodedWithVex() {
        VectorOperation.vec()
                .filter(o -> o.vexForm() && o.onRegisters())
                .forEach(o -> forEachTriple(
                        (d, a, b) -> vex.add(o.vex() + inVexOrder(o, d, a, b), s -> s.vec(o.op(), d, a, b))));
        VectorOperation.vecImm()
                .filter(VectorOperation::vexForm)
                .forEach(o -> forEachTriple((d, a, b) ->
                        vex.add(o.vex() + xmms(d, a, b) + ", " + IMM, s -> s.vecImm(o.op(), d, a, b, IMM))));
        VectorOperation.blend()
                .forEach(o -> forEachTriple((d, a, b) ->
                        vex.add(o.vex() + xmms(d, a, b) + ", " + xmm(15 - d), s -> s.blend(o.op(), d, a, b, 15 - d))));

        vex.assertThatLlvmAgrees();
    }

    @Test
    void operationsOnThreeRegistersAreEncodedWithoutVex() {
        VectorOperation.vec()
                .filter(o -> o.legacyForm() && o.onRegisters() && !o.name().equals("SHA256RNDS2"))
                .forEach(o -> forEachPair((d, b) -> legacy.add(o.legacy() + xmms(d, b), s -> s.vec(o.op(), d, d, b))));
        VectorOperation.vecImm()
                .filter(VectorOperation::legacyForm)
                .forEach(o -> forEachPair((d, b) ->
                        legacy.add(o.legacy() + xmms(d, b) + ", " + IMM, s -> s.vecImm(o.op(), d, d, b, IMM))));
        IntStream.range(1, 16)
                .forEach(d -> legacy.add(
                        "sha256rnds2 " + xmms(d, 15 - d) + ", xmm0", s -> s.vec(Sse.SHA256RNDS2, d, d, 15 - d)));
        VectorOperation.blend()
                .forEach(o -> IntStream.range(1, 16)
                        .forEach(d -> legacy.add(
                                o.legacy() + xmms(d, 15 - d) + ", xmm0", s -> s.blend(o.op(), d, d, 15 - d, 0))));

        legacy.assertThatLlvmAgrees();
    }

    @Test
    void shaHasItsOneEncodingWithAvxToo() {
        VectorOperation.all().stream()
                .filter(o -> !o.vexForm() && o.op() != Sse.SHA256RNDS2 && o.op() != Sse.SHA1RNDS4)
                .forEach(o ->
                        vex.add("vmovaps xmm9, xmm4\n" + o.legacy() + "xmm9, xmm14", s -> s.vec(o.op(), 9, 4, 14)));

        vex.assertThatLlvmAgrees();
    }

    @Test
    void operationsOnTwoRegistersAreEncoded() {
        VectorOperation.un()
                .forEach(o -> forEachPair((d, b) -> {
                    vex.add(o.vex() + xmms(d, b), s -> s.un(o.op(), d, b));
                    addLegacy(o, xmms(d, b), s -> s.un(o.op(), d, b));
                }));
        VectorOperation.unImm()
                .forEach(o -> forEachPair((d, b) -> {
                    vex.add(o.vex() + xmms(d, b) + ", " + IMM, s -> s.unImm(o.op(), d, b, IMM));
                    addLegacy(o, xmms(d, b) + ", " + IMM, s -> s.unImm(o.op(), d, b, IMM));
                }));

        vex.assertThatLlvmAgrees();
        legacy.assertThatLlvmAgrees();
    }

    @Test
    void operationsOnMemoryAreEncodedWithVex() {
        forEachMemory((m, d) -> {
            int a = 15 - d;
            VectorOperation.vec()
                    .filter(o -> o.vexForm() && o.onMemory())
                    .forEach(o -> vex.add(o.vex() + xmms(d, a) + ", " + m.text(), s -> s.vecM(o.op(), d, a, m.mem())));
            VectorOperation.vecImm()
                    .filter(VectorOperation::vexForm)
                    .forEach(o -> vex.add(
                            o.vex() + xmms(d, a) + ", " + m.text() + ", " + IMM,
                            s -> s.vecImmM(o.op(), d, a, m.mem(), IMM)));
            VectorOperation.un()
                    .forEach(o -> vex.add(o.vex() + xmm(d) + ", " + m.text(), s -> s.unM(o.op(), d, m.mem())));
            VectorOperation.unImm()
                    .filter(VectorOperation::onMemory)
                    .forEach(o -> vex.add(
                            o.vex() + xmm(d) + ", " + m.text() + ", " + IMM, s -> s.unImmM(o.op(), d, m.mem(), IMM)));
        });

        vex.assertThatLlvmAgreesExceptForSizes();
    }

    @Test
    void operationsOnMemoryAreEncodedWithoutVex() {
        forEachMemory((m, d) -> {
            VectorOperation.vec()
                    .filter(o -> o.legacyForm() && o.onMemory() && !o.name().equals("SHA256RNDS2"))
                    .forEach(
                            o -> legacy.add(o.legacy() + xmm(d) + ", " + m.text(), s -> s.vecM(o.op(), d, d, m.mem())));
            VectorOperation.vecImm()
                    .forEach(o -> addLegacy(
                            o, xmm(d) + ", " + m.text() + ", " + IMM, s -> s.vecImmM(o.op(), d, d, m.mem(), IMM)));
            VectorOperation.un().forEach(o -> addLegacy(o, xmm(d) + ", " + m.text(), s -> s.unM(o.op(), d, m.mem())));
            VectorOperation.unImm()
                    .forEach(o -> addLegacy(
                            o, xmm(d) + ", " + m.text() + ", " + IMM, s -> s.unImmM(o.op(), d, m.mem(), IMM)));
        });
        legacy.add("movaps xmm4, xmm9\nmulps xmm4, [rax]", s -> s.vecM(Sse.MULPS, 4, 9, Mem.at(Reg.RAX, 0)));

        legacy.assertThatLlvmAgreesExceptForSizes();
    }

    @Test
    void shiftsByConstantsAreEncoded() {
        VectorOperation.shift()
                .forEach(o -> forEachPair((d, b) -> {
                    vex.add(o.vex() + xmms(d, b) + ", 13", s -> s.shiftImm(o.op(), d, b, 13));
                    legacy.add(o.legacy() + xmm(d) + ", 13", s -> s.shiftImm(o.op(), d, d, 13));
                }));
        legacy.add("movaps xmm8, xmm1\npsrad xmm8, 31", s -> s.shiftImm(Sse.PSRAD, 8, 1, 31));

        vex.assertThatLlvmAgrees();
        legacy.assertThatLlvmAgrees();
    }

    @Test
    void movesAreEncoded() {
        forEachPair((d, b) -> both("movaps " + xmms(d, b), s -> s.movaps(d, b)));
        forEachMemory((m, d) -> {
            both("movups " + xmm(d) + ", " + m.of(16), s -> s.loadV(d, m.mem()));
            both("movups " + m.of(16) + ", " + xmm(d), s -> s.storeV(m.mem(), d));
            both("movaps " + xmm(d) + ", " + m.of(16), s -> s.loadVA(d, m.mem()));
            both("movaps " + m.of(16) + ", " + xmm(d), s -> s.storeVA(m.mem(), d));
            both("movd " + xmm(d) + ", " + m.of(4), s -> s.load32(d, m.mem()));
            both("movd " + m.of(4) + ", " + xmm(d), s -> s.store32(m.mem(), d));
            both("movq " + xmm(d) + ", " + m.of(8), s -> s.load64(d, m.mem()));
            both("movq " + m.of(8) + ", " + xmm(d), s -> s.store64(m.mem(), d));
            both("movhps " + m.of(8) + ", " + xmm(d), s -> s.storeHigh64(m.mem(), d));
        });

        vex.assertThatLlvmAgrees();
        legacy.assertThatLlvmAgrees();
    }

    @Test
    void movesToAndFromGeneralRegistersAreEncoded() {
        forEachPair((x, g) -> {
            both("movd " + xmm(x) + ", " + gpr(4, g), s -> s.movToXmm(false, x, g));
            both("movq " + xmm(x) + ", " + gpr(8, g), s -> s.movToXmm(true, x, g));
            both("movd " + gpr(4, g) + ", " + xmm(x), s -> s.movFromXmm(false, g, x));
            both("movq " + gpr(8, g) + ", " + xmm(x), s -> s.movFromXmm(true, g, x));
            both("pmovmskb " + gpr(4, g) + ", " + xmm(x), s -> s.pmovmskb(g, x));
            both("movmskps " + gpr(4, g) + ", " + xmm(x), s -> s.movmskps(g, x));
            both("movmskpd " + gpr(4, g) + ", " + xmm(x), s -> s.movmskpd(g, x));
            both("pextrb " + gpr(4, g) + ", " + xmm(x) + ", 15", s -> s.pextr(1, g, x, 15));
            both("pextrw " + gpr(4, g) + ", " + xmm(x) + ", 7", s -> s.pextr(2, g, x, 7));
            both("pextrd " + gpr(4, g) + ", " + xmm(x) + ", 3", s -> s.pextr(4, g, x, 3));
            both("pextrq " + gpr(8, g) + ", " + xmm(x) + ", 1", s -> s.pextr(8, g, x, 1));
            VectorOperation.toInt().forEach(o -> {
                both(o.legacy() + gpr(4, g) + ", " + xmm(x), s -> s.cvtToInt(o.op(), false, g, x));
                both(o.legacy() + gpr(8, g) + ", " + xmm(x), s -> s.cvtToInt(o.op(), true, g, x));
            });
        });

        vex.assertThatLlvmAgrees();
        legacy.assertThatLlvmAgrees();
    }

    @Test
    void insertionsOfGeneralRegistersAreEncoded() {
        forEachPair((x, g) -> {
            int a = 15 - x;
            insertion("pinsrb", x, a, gpr(4, g) + ", 15", (s, first) -> s.pinsr(1, x, first, g, 15));
            insertion("pinsrw", x, a, gpr(4, g) + ", 7", (s, first) -> s.pinsr(2, x, first, g, 7));
            insertion("pinsrd", x, a, gpr(4, g) + ", 3", (s, first) -> s.pinsr(4, x, first, g, 3));
            insertion("pinsrq", x, a, gpr(8, g) + ", 1", (s, first) -> s.pinsr(8, x, first, g, 1));
            VectorOperation.fromInt().map(VectorOperation::op).forEach(op -> {
                String name = op == Sse.CVTSI2SS ? "cvtsi2ss" : "cvtsi2sd";
                insertion(name, x, a, gpr(4, g), (s, first) -> s.cvtFromInt(op, false, x, first, g));
                insertion(name, x, a, gpr(8, g), (s, first) -> s.cvtFromInt(op, true, x, first, g));
            });
        });

        vex.assertThatLlvmAgrees();
        legacy.assertThatLlvmAgrees();
    }

    @Test
    void lanesInMemoryAreEncoded() {
        forEachMemory((m, x) -> {
            int a = 15 - x;
            both("pextrb " + m.of(1) + ", " + xmm(x) + ", 15", s -> s.pextrM(1, m.mem(), x, 15));
            both("pextrw " + m.of(2) + ", " + xmm(x) + ", 7", s -> s.pextrM(2, m.mem(), x, 7));
            both("pextrd " + m.of(4) + ", " + xmm(x) + ", 3", s -> s.pextrM(4, m.mem(), x, 3));
            both("pextrq " + m.of(8) + ", " + xmm(x) + ", 1", s -> s.pextrM(8, m.mem(), x, 1));
            insertion("pinsrb", x, a, m.of(1) + ", 15", (s, first) -> s.pinsrM(1, x, first, m.mem(), 15));
            insertion("pinsrw", x, a, m.of(2) + ", 7", (s, first) -> s.pinsrM(2, x, first, m.mem(), 7));
            insertion("pinsrd", x, a, m.of(4) + ", 3", (s, first) -> s.pinsrM(4, x, first, m.mem(), 3));
            insertion("pinsrq", x, a, m.of(8) + ", 1", (s, first) -> s.pinsrM(8, x, first, m.mem(), 1));
        });

        vex.assertThatLlvmAgrees();
        legacy.assertThatLlvmAgrees();
    }

    @Test
    void everyConstantIsOfOneKind() {
        List<VectorOperation> ofAKind = Stream.of(
                        VectorOperation.vec(),
                        VectorOperation.vecImm(),
                        VectorOperation.un(),
                        VectorOperation.unImm(),
                        VectorOperation.blend(),
                        VectorOperation.fromInt(),
                        VectorOperation.toInt(),
                        VectorOperation.shift().filter(o -> o.name().endsWith("LDQ")))
                .flatMap(s -> s)
                .toList();

        assertThat(ofAKind).containsExactlyInAnyOrderElementsOf(VectorOperation.all());
    }

    private interface OfPair {
        void accept(int first, int second);
    }

    private interface OfTriple {
        void accept(int dst, int a, int b);
    }

    private interface OfMemory {
        void accept(Memory memory, int register);
    }

    private interface Insertion {
        void emit(Assembler assembler, int first);
    }

    private void both(String text, Consumer<Assembler> emission) {
        vex.add("v" + text, emission);
        legacy.add(text, emission);
    }

    private void insertion(String name, int dst, int a, String last, Insertion insertion) {
        vex.add("v" + name + " " + xmms(dst, a) + ", " + last, s -> insertion.emit(s, a));
        legacy.add(name + " " + xmm(dst) + ", " + last, s -> insertion.emit(s, dst));
        legacy.add("movaps " + xmms(dst, a) + "\n" + name + " " + xmm(dst) + ", " + last, s -> insertion.emit(s, a));
    }

    private void addLegacy(VectorOperation operation, String operands, Consumer<Assembler> emission) {
        List.of(operation).stream()
                .filter(VectorOperation::legacyForm)
                .forEach(o -> legacy.add(o.legacy() + operands, emission));
    }

    private static String xmms(int first, int second) {
        return xmm(first) + ", " + xmm(second);
    }

    private static String xmms(int first, int second, int third) {
        return xmms(first, second) + ", " + xmm(third);
    }

    /** Commutative operations of map 0F have the source that needs an extra bit where the two-byte prefix has it. */
    private static String inVexOrder(VectorOperation o, int d, int a, int b) {
        boolean swapped = (o.op() & Sse.COMMUTATIVE) != 0 && (o.op() & Encoder.MAP_0F3A) == Encoder.MAP_0F;
        return swapped && b > 7 && a < 8 ? xmms(d, b, a) : xmms(d, a, b);
    }

    private static void forEachPair(OfPair body) {
        Operand.registers()
                .forEach(d -> IntStream.of(0, 5, 9, 15).forEach(b -> {
                    body.accept(d, b);
                    body.accept(b, d);
                }));
    }

    private static void forEachTriple(OfTriple body) {
        Operand.registers().forEach(i -> {
            body.accept(i, i * 5 + 3 & 15, i * 3 + 9 & 15);
            body.accept(i * 3 + 9 & 15, i, i * 5 + 3 & 15);
            body.accept(i * 5 + 3 & 15, i * 3 + 9 & 15, i);
        });
    }

    private static void forEachMemory(OfMemory body) {
        Operand.someMemories().forEach(m -> IntStream.of(0, 3, 8, 14).forEach(r -> body.accept(m, r)));
    }
}
