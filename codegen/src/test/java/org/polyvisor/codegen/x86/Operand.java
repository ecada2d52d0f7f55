package org.polyvisor.codegen.x86;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** How LLVM writes operands in Intel's syntax. */
final class Operand {
    private static final String[] LOW = {"ax", "cx", "dx", "bx", "sp", "bp", "si", "di"};
    private static final String[] LOW_BYTES = {"al", "cl", "dl", "bl", "spl", "bpl", "sil", "dil"};
    private static final List<Integer> DISPLACEMENTS = List.of(0, 127, -128, 128, -129, 0x1234_5678);

    /** Stands for an operand at {@link #TARGET} until the length of its instruction is known. */
    static final String RELATIVE = "[TARGET]";

    static final long TARGET = Cases.ORIGIN + 0x345_6789;

    /** A memory operand and its text without the size. */
    record Memory(long mem, String text) {
        String of(int size) {
            return switch (size) {
                case 1 -> "byte ptr " + text;
                case 2 -> "word ptr " + text;
                case 4 -> "dword ptr " + text;
                case 8 -> "qword ptr " + text;
                case 16 -> "xmmword ptr " + text;
                default -> text;
            };
        }
    }

    private Operand() {}

    static int bytes(boolean wide) {
        return wide ? 8 : 4;
    }

    static String gpr(boolean wide, int number) {
        return gpr(bytes(wide), number);
    }

    static String gpr(int size, int number) {
        boolean low = number < 8;
        return switch (size) {
            case 1 -> low ? LOW_BYTES[number] : "r" + number + "b";
            case 2 -> low ? LOW[number] : "r" + number + "w";
            case 4 -> low ? "e" + LOW[number] : "r" + number + "d";
            default -> low ? "r" + LOW[number] : "r" + number;
        };
    }

    static String xmm(int number) {
        return "xmm" + number;
    }

    static Memory at(int base, int disp) {
        return new Memory(Mem.at(base, disp), "[" + gpr(8, base) + signed(disp) + "]");
    }

    static Memory at(int base, int index, int shift, int disp) {
        String scaled = (shift == 0 ? "" : (1 << shift) + "*") + gpr(8, index);
        return new Memory(Mem.at(base, index, shift, disp), "[" + gpr(8, base) + " + " + scaled + signed(disp) + "]");
    }

    /** Every base with every length of displacement, every index, every scale. */
    static Stream<Memory> memories() {
        Stream<Memory> bases = registers()
                .mapToObj(base -> DISPLACEMENTS.stream().map(disp -> at(base, disp)))
                .flatMap(s -> s);
        Stream<Memory> indices = registers()
                .filter(index -> index != Reg.RSP)
                .mapToObj(index ->
                        registers().mapToObj(base -> at(base, index, index & 3, DISPLACEMENTS.get((base + index) % 6))))
                .flatMap(s -> s);
        return Stream.concat(bases, indices);
    }

    /** The few that differ in how they are encoded. */
    static List<Memory> someMemories() {
        return List.of(
                at(Reg.RBX, 0),
                at(Reg.RSP, 8),
                at(Reg.RBP, 0),
                at(Reg.R12, 0),
                at(Reg.R13, -500),
                at(Reg.RAX, Reg.RBP, 0, 0),
                at(Reg.R13, Reg.RCX, 1, 0),
                at(Reg.RBP, Reg.R12, 2, 300),
                at(Reg.R15, Reg.R14, 3, -8),
                new Memory(Mem.absolute(TARGET), RELATIVE));
    }

    static IntStream registers() {
        return IntStream.range(0, 16);
    }

    private static String signed(int disp) {
        return disp == 0 ? "" : disp < 0 ? " - " + -(long) disp : " + " + disp;
    }
}
