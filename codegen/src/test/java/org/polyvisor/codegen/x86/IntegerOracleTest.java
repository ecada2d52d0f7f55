package org.polyvisor.codegen.x86;

import static org.polyvisor.codegen.x86.Operand.gpr;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.polyvisor.codegen.x86.Operand.Memory;

/** Integer instructions are what LLVM's disassembler says they are. */
class IntegerOracleTest {
    private static final String[] ALU = {"add", "or", "adc", "sbb", "and", "sub", "xor", "cmp"};
    private static final String[] SHIFTS = {"rol", "ror", "rcl", "rcr", "shl", "shr", "", "sar"};
    private static final int[] SHIFT_KINDS = {0, 1, 2, 3, 4, 5, 7};
    private static final boolean[] WIDTHS = {false, true};

    @BeforeAll
    static void toolIsThere() {
        LlvmMc.require();
    }

    @Test
    void everyMemoryOperandIsEncoded() {
        Cases cases = new Cases(new Assembler(false));
        Operand.memories()
                .forEach(m -> cases.add("mov r9, " + m.of(8), a -> a.load(8, Reg.R9, m.mem()))
                        .add("mov edx, " + m.of(4), a -> a.load(4, Reg.RDX, m.mem())));

        cases.assertThatLlvmAgrees();
    }

    @Test
    void arithmeticOnRegistersIsEncoded() {
        Cases cases = new Cases(new Assembler(false));
        forEachPair((wide, d, s) -> {
            String operands = gpr(wide, d) + ", " + gpr(wide, s);
            IntStream.range(0, 8).forEach(op -> cases.add(ALU[op] + " " + operands, a -> a.alu(op, wide, d, s)));
            cases.add("test " + operands, a -> a.test(wide, d, s))
                    .add("imul " + operands, a -> a.imul(wide, d, s))
                    .add("mov " + operands, a -> a.mov(wide, d, s))
                    .add("bsf " + operands, a -> a.bsf(wide, d, s))
                    .add("bsr " + operands, a -> a.bsr(wide, d, s))
                    .add("tzcnt " + operands, a -> a.tzcnt(wide, d, s))
                    .add("lzcnt " + operands, a -> a.lzcnt(wide, d, s))
                    .add("popcnt " + operands, a -> a.popcnt(wide, d, s))
                    .add("imul " + operands + ", -128", a -> a.imulImm(wide, d, s, -128))
                    .add("imul " + operands + ", 128", a -> a.imulImm(wide, d, s, 128))
                    .add("shrd " + operands + ", 31", a -> a.shrd(wide, d, s, 31))
                    .add("rorx " + operands + ", 13", a -> a.rorx(wide, d, s, 13));
        });

        cases.assertThatLlvmAgrees();
    }

    @Test
    void extensionsOfRegistersAreEncoded() {
        Cases cases = new Cases(new Assembler(false));
        forEachPair((wide, d, s) -> cases.add("movzx " + gpr(4, d) + ", " + gpr(1, s), a -> a.movzx(1, d, s))
                .add("movzx " + gpr(4, d) + ", " + gpr(2, s), a -> a.movzx(2, d, s))
                .add("mov " + gpr(4, d) + ", " + gpr(4, s), a -> a.movzx(4, d, s))
                .add("movsx " + gpr(wide, d) + ", " + gpr(1, s), a -> a.movsx(1, wide, d, s))
                .add("movsx " + gpr(wide, d) + ", " + gpr(2, s), a -> a.movsx(2, wide, d, s))
                .add((wide ? "movsxd " : "mov ") + gpr(wide, d) + ", " + gpr(4, s), a -> a.movsx(4, wide, d, s))
                .add("crc32 " + gpr(4, d) + ", " + gpr(1, s), a -> a.crc32(1, d, s))
                .add("crc32 " + gpr(4, d) + ", " + gpr(2, s), a -> a.crc32(2, d, s))
                .add("crc32 " + gpr(4, d) + ", " + gpr(4, s), a -> a.crc32(4, d, s))
                .add("crc32 " + gpr(8, d) + ", " + gpr(8, s), a -> a.crc32(8, d, s)));

        cases.assertThatLlvmAgrees();
    }

    @Test
    void instructionsOnThreeRegistersAreEncoded() {
        Cases cases = new Cases(new Assembler(true));
        forEachPair((wide, d, s) -> {
            int t = (d * 5 + s + 3) & 15;
            String operands = " " + gpr(wide, d) + ", " + gpr(wide, s) + ", " + gpr(wide, t);
            cases.add("shlx" + operands, a -> a.shiftX(Assembler.SHL, wide, d, s, t))
                    .add("shrx" + operands, a -> a.shiftX(Assembler.SHR, wide, d, s, t))
                    .add("sarx" + operands, a -> a.shiftX(Assembler.SAR, wide, d, s, t))
                    .add("andn" + operands, a -> a.andn(wide, d, s, t))
                    .add("pext" + operands, a -> a.pext(wide, d, s, t))
                    .add("pdep" + operands, a -> a.pdep(wide, d, s, t));
        });

        cases.assertThatLlvmAgrees();
    }

    @Test
    void conditionalInstructionsAreEncoded() {
        Cases cases = new Cases(new Assembler(false));
        List<String> names =
                List.of("o", "no", "b", "ae", "e", "ne", "be", "a", "s", "ns", "p", "np", "l", "ge", "le", "g");
        forEachPair((wide, d, cc) -> cases.add("set" + names.get(cc) + " " + gpr(1, d), a -> a.setcc(cc, d))
                .add(
                        "cmov" + names.get(cc) + " " + gpr(wide, d) + ", r11".concat(wide ? "" : "d"),
                        a -> a.cmov(cc, wide, d, Reg.R11)));
        IntStream.range(0, 16)
                .forEach(cc -> Operand.someMemories()
                        .forEach(m -> cases.add("set" + names.get(cc) + " " + m.of(1), a -> a.setccM(cc, m.mem()))
                                .add(
                                        "cmov" + names.get(cc) + " r10, " + m.of(8),
                                        a -> a.cmovM(cc, true, Reg.R10, m.mem()))
                                .add(
                                        "cmov" + names.get(cc) + " edi, " + m.of(4),
                                        a -> a.cmovM(cc, false, Reg.RDI, m.mem()))));

        cases.assertThatLlvmAgrees();
    }

    @Test
    void instructionsOnOneRegisterAreEncoded() {
        Cases cases = new Cases(new Assembler(false));
        forEachRegister((wide, r) -> {
            String name = gpr(wide, r);
            for (int kind : SHIFT_KINDS) {
                cases.add(SHIFTS[kind] + " " + name, a -> a.shift(kind, wide, r, 1))
                        .add(SHIFTS[kind] + " " + name + ", 31", a -> a.shift(kind, wide, r, 31))
                        .add(SHIFTS[kind] + " " + name + ", cl", a -> a.shiftCl(kind, wide, r));
            }
            cases.add("neg " + name, a -> a.neg(wide, r))
                    .add("not " + name, a -> a.not(wide, r))
                    .add("bswap " + name, a -> a.bswap(wide, r))
                    .add("mul " + name, a -> a.mulWide(wide, false, r))
                    .add("imul " + name, a -> a.mulWide(wide, true, r))
                    .add("div " + name, a -> a.divWide(wide, false, r))
                    .add("idiv " + name, a -> a.divWide(wide, true, r))
                    .add("bt " + name + ", 30", a -> a.btImm(wide, r, 30))
                    .add("push " + gpr(8, r), a -> a.push(r))
                    .add("pop " + gpr(8, r), a -> a.pop(r))
                    .add("jmp " + gpr(8, r), a -> a.jmpReg(r))
                    .add("call " + gpr(8, r), a -> a.callReg(r));
        });

        cases.assertThatLlvmAgrees();
    }

    @Test
    void immediatesAreEncodedInTheirShortestForm() {
        Cases cases = new Cases(new Assembler(false));
        forEachRegister((wide, r) -> {
            String name = gpr(wide, r);
            IntStream.of(0, 1, 127, -128, 128, -129, Integer.MAX_VALUE, Integer.MIN_VALUE)
                    .forEach(imm -> IntStream.range(0, 8)
                            .forEach(op -> cases.add(
                                    ALU[op] + " " + name + ", " + shown(wide, imm), a -> a.aluImm(op, wide, r, imm))));
            cases.add("test " + gpr(1, r) + ", 127", a -> a.testImm(wide, r, 127))
                    .add("test " + gpr(4, r) + ", 128", a -> a.testImm(wide, r, 128))
                    .add("test " + name + ", " + shown(wide, -200), a -> a.testImm(wide, r, -200))
                    .add(
                            "test " + name + ", " + shown(wide, Integer.MIN_VALUE),
                            a -> a.testImm(wide, r, Integer.MIN_VALUE))
                    .add("mov " + gpr(4, r) + ", 0", a -> a.movImm(r, 0))
                    .add("mov " + gpr(4, r) + ", " + Integer.MAX_VALUE, a -> a.movImm(r, Integer.MAX_VALUE))
                    .add("mov " + gpr(4, r) + ", 4294967295", a -> a.movImm(r, 0xffff_ffffL))
                    .add("mov " + gpr(8, r) + ", -1", a -> a.movImm(r, -1))
                    .add("movabs " + gpr(8, r) + ", 4294967296", a -> a.movImm(r, 1L << 32))
                    .add("movabs " + gpr(8, r) + ", " + Long.MIN_VALUE, a -> a.movImm(r, Long.MIN_VALUE));
        });

        cases.assertThatLlvmAgrees();
    }

    @Test
    void movesToAndFromMemoryAreEncoded() {
        Cases cases = new Cases(new Assembler(false));
        forEachMemory((m, r) -> cases.add("movzx " + gpr(4, r) + ", " + m.of(1), a -> a.load(1, r, m.mem()))
                .add("movzx " + gpr(4, r) + ", " + m.of(2), a -> a.load(2, r, m.mem()))
                .add("mov " + gpr(4, r) + ", " + m.of(4), a -> a.load(4, r, m.mem()))
                .add("mov " + gpr(8, r) + ", " + m.of(8), a -> a.load(8, r, m.mem()))
                .add("movsx " + gpr(4, r) + ", " + m.of(1), a -> a.loadSigned(1, false, r, m.mem()))
                .add("movsx " + gpr(8, r) + ", " + m.of(1), a -> a.loadSigned(1, true, r, m.mem()))
                .add("movsx " + gpr(4, r) + ", " + m.of(2), a -> a.loadSigned(2, false, r, m.mem()))
                .add("movsx " + gpr(8, r) + ", " + m.of(2), a -> a.loadSigned(2, true, r, m.mem()))
                .add("mov " + gpr(4, r) + ", " + m.of(4), a -> a.loadSigned(4, false, r, m.mem()))
                .add("movsxd " + gpr(8, r) + ", " + m.of(4), a -> a.loadSigned(4, true, r, m.mem()))
                .add("lea " + gpr(4, r) + ", " + m.of(0), a -> a.lea(false, r, m.mem()))
                .add("lea " + gpr(8, r) + ", " + m.of(0), a -> a.lea(true, r, m.mem()))
                .add("imul " + gpr(8, r) + ", " + m.of(8), a -> a.imulRM(true, r, m.mem()))
                .add("imul " + gpr(4, r) + ", " + m.of(4), a -> a.imulRM(false, r, m.mem())));
        forEachSized((m, r, size) -> {
            String operands = " " + m.of(size) + ", " + gpr(size, r);
            cases.add("mov" + operands, a -> a.store(size, m.mem(), r))
                    .add("xchg" + operands, a -> a.xchg(size, m.mem(), r))
                    .add("lock\ncmpxchg" + operands, a -> a.lockCmpxchg(size, m.mem(), r))
                    .add("lock\nxadd" + operands, a -> a.lockXadd(size, m.mem(), r));
            IntStream.range(0, 7)
                    .forEach(op -> cases.add("lock\n" + ALU[op] + operands, a -> a.lockAlu(op, size, m.mem(), r)));
        });

        cases.assertThatLlvmAgrees();
    }

    @Test
    void arithmeticOnMemoryIsEncoded() {
        Cases cases = new Cases(new Assembler(false));
        forEachMemory((m, r) -> IntStream.range(0, 8).forEach(op -> {
            for (boolean wide : WIDTHS) {
                String memory = m.of(Operand.bytes(wide));
                cases.add(ALU[op] + " " + gpr(wide, r) + ", " + memory, a -> a.aluRM(op, wide, r, m.mem()))
                        .add(ALU[op] + " " + memory + ", " + gpr(wide, r), a -> a.aluMR(op, wide, m.mem(), r));
            }
        }));
        Operand.someMemories().forEach(m -> {
            for (boolean wide : WIDTHS) {
                String memory = m.of(Operand.bytes(wide));
                IntStream.range(0, 8)
                        .forEach(op -> cases.add(
                                        ALU[op] + " " + memory + ", -128", a -> a.aluMemImm(op, wide, m.mem(), -128))
                                .add(ALU[op] + " " + memory + ", 128", a -> a.aluMemImm(op, wide, m.mem(), 128)));
                cases.add("bt " + memory + ", 29", a -> a.btMemImm(wide, m.mem(), 29));
            }
            IntStream.range(0, 8)
                    .forEach(op -> cases.add(ALU[op] + " " + m.of(1) + ", 100", a -> a.aluMemImm8(op, m.mem(), 100)));
            cases.add("test " + m.of(1) + ", 64", a -> a.testMemImm8(m.mem(), 64))
                    .add("mov " + m.of(1) + ", 77", a -> a.storeImm(1, m.mem(), 77))
                    .add("mov " + m.of(2) + ", 777", a -> a.storeImm(2, m.mem(), 777))
                    .add("mov " + m.of(4) + ", 777777", a -> a.storeImm(4, m.mem(), 777777))
                    .add("mov " + m.of(8) + ", -5", a -> a.storeImm(8, m.mem(), -5))
                    .add("push " + m.of(8), a -> a.pushM(m.mem()))
                    .add("pop " + m.of(8), a -> a.popM(m.mem()))
                    .add("jmp " + m.of(8), a -> a.jmpM(m.mem()))
                    .add("call " + m.of(8), a -> a.callM(m.mem()))
                    .add("ldmxcsr " + m.of(4), a -> a.ldmxcsr(m.mem()))
                    .add("stmxcsr " + m.of(4), a -> a.stmxcsr(m.mem()))
                    .add("lock\ncmpxchg16b " + m.of(16), a -> a.lockCmpxchg16b(m.mem()));
        });

        cases.assertThatLlvmAgrees();
    }

    @Test
    void instructionsWithoutOperandsAreEncoded() {
        Cases cases = new Cases(new Assembler(false))
                .add("ret", Assembler::ret)
                .add("lahf", Assembler::lahf)
                .add("sahf", Assembler::sahf)
                .add("cmc", Assembler::cmc)
                .add("clc", Assembler::clc)
                .add("stc", Assembler::stc)
                .add("int3", Assembler::int3)
                .add("ud2", Assembler::ud2)
                .add("pause", Assembler::pause)
                .add("mfence", Assembler::mfence)
                .add("cdq", a -> a.cdqCqo(false))
                .add("cqo", a -> a.cdqCqo(true))
                .add("rep movsb byte ptr es:[rdi], byte ptr [rsi]", Assembler::repMovsb)
                .add("rep stosb byte ptr es:[rdi], al", Assembler::repStosb);

        cases.assertThatLlvmAgrees();
    }

    /** LLVM writes an immediate that is extended with its sign, and others without. */
    private static long shown(boolean wide, int imm) {
        boolean extended = wide || imm == (byte) imm;
        return extended ? imm : Integer.toUnsignedLong(imm);
    }

    private interface OfPair {
        void accept(boolean wide, int first, int second);
    }

    private interface OfRegister {
        void accept(boolean wide, int register);
    }

    private interface OfMemory {
        void accept(Memory memory, int register);
    }

    private interface OfSized {
        void accept(Memory memory, int register, int size);
    }

    private static void forEachRegister(OfRegister body) {
        Operand.registers().forEach(r -> {
            body.accept(false, r);
            body.accept(true, r);
        });
    }

    private static void forEachPair(OfPair body) {
        forEachRegister((wide, r) -> Operand.registers().forEach(s -> body.accept(wide, r, s)));
    }

    private static void forEachMemory(OfMemory body) {
        Operand.someMemories().forEach(m -> Operand.registers().forEach(r -> body.accept(m, r)));
    }

    private static void forEachSized(OfSized body) {
        forEachMemory((m, r) -> IntStream.of(1, 2, 4, 8).forEach(size -> body.accept(m, r, size)));
    }
}
