package org.polyvisor.arm.translator;

import static org.polyvisor.arm.a64.Fields.is64;
import static org.polyvisor.arm.a64.Fields.rd;
import static org.polyvisor.arm.a64.Fields.rm;
import static org.polyvisor.arm.a64.Fields.rn;

import org.polyvisor.arm.a64.generated.A64Decoder;
import org.polyvisor.arm.a64.generated.A64Dispatch;
import org.polyvisor.arm.a64.generated.A64Rows;
import org.polyvisor.arm.cpu.CpuState;
import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.codegen.ir.StateLayout;

/**
 * Flags computed later than by the instruction that sets them: from its result where that says enough, else from its
 * operands. An instruction that adds to or subtracts from its own result register is taken back first.
 */
final class FlagRecipe {
    /** The flags cannot be had later. */
    static final long IMPOSSIBLE = RegisterWrites.ALL;

    /** The first byte of {@link #word} for FCMP: that of others has this bit clear, so that it says what is stored. */
    private static final int FLOAT = 0x1e ^ StateLayout.STORED;

    private static final int ZERO = 31;
    private static final int SUBTRACTS = 1 << 30;
    private static final int SETS_FLAGS = 1 << 29;

    /** ANDS Wd, Wn, Wm. */
    private static final int ANDS = 0x6a00_0000;

    private FlagRecipe() {}

    /** Whether an instruction sets all flags, whatever they were. */
    static boolean sets(int row) {
        return switch (row) {
            case A64Rows.ADDS_imm,
                    A64Rows.SUBS_imm,
                    A64Rows.ADDS_shift,
                    A64Rows.SUBS_shift,
                    A64Rows.ADDS_ext,
                    A64Rows.SUBS_ext,
                    A64Rows.ANDS_imm,
                    A64Rows.ANDS_shift,
                    A64Rows.BICS_shift,
                    A64Rows.FCMP,
                    A64Rows.FCMP_zero -> true;
            default -> false;
        };
    }

    /** Whether an instruction sets the flags depending on what they were. */
    static boolean changes(int row) {
        return row == A64Rows.ADCS
                || row == A64Rows.SBCS
                || row >= A64Rows.CCMN_reg && row <= A64Rows.CCMP_imm
                || row == A64Rows.FCCMP;
    }

    /** Whether it is one of the integer comparisons that do so and write nothing else. */
    static boolean comparesIf(int row) {
        return row >= A64Rows.CCMN_reg && row <= A64Rows.CCMP_imm;
    }

    /**
     * The registers that must be as the instruction left them, in the form of {@link RegisterWrites}, or {@link
     * #IMPOSSIBLE}.
     */
    static long operands(int row, int insn) {
        int d = rd(insn);
        int n = rn(insn);
        return switch (row) {
            case A64Rows.ADDS_imm, A64Rows.SUBS_imm -> 1L << n;
            case A64Rows.ADDS_shift, A64Rows.SUBS_shift ->
                d != ZERO && d == rm(insn) ? IMPOSSIBLE : general(n) | general(rm(insn));
            case A64Rows.ADDS_ext, A64Rows.SUBS_ext ->
                d != ZERO && d == rm(insn) ? IMPOSSIBLE : 1L << n | general(rm(insn));
            case A64Rows.ANDS_imm -> general(d == ZERO ? n : d);
            case A64Rows.ANDS_shift, A64Rows.BICS_shift -> d == ZERO ? general(n) | general(rm(insn)) : general(d);
            case A64Rows.CCMN_reg, A64Rows.CCMP_reg -> general(n) | general(rm(insn));
            case A64Rows.CCMN_imm, A64Rows.CCMP_imm -> general(n);
            case A64Rows.FCMP -> 1L << 32 + n | 1L << 32 + rm(insn);
            case A64Rows.FCMP_zero -> 1L << 32 + n;
            default -> IMPOSSIBLE;
        };
    }

    private static long general(int register) {
        return register == ZERO ? 0 : 1L << register;
    }

    /** What generated code stores in the flags' place: the instruction, its first byte first. */
    static int word(int row, int insn) {
        return Integer.reverseBytes(insn) ^ (row >= A64Rows.FCMP ? StateLayout.STORED : 0);
    }

    /** Has the CPU's flags as {@link #word} says. */
    static void apply(Vcpu cpu, int word) {
        if ((word & 0xff) == FLOAT) {
            applyTo(cpu, Integer.reverseBytes(word ^ StateLayout.STORED));
        } else if ((word & StateLayout.STORED) == 0) {
            applyTo(cpu, Integer.reverseBytes(word));
        } else {
            applyToStored(cpu, Integer.reverseBytes(word ^ StateLayout.STORED));
        }
    }

    /** The same where generated code has stored the operands. */
    private static void applyToStored(Vcpu cpu, int insn) {
        CpuState state = cpu.state();
        long operands = operands(A64Decoder.decode(insn), insn) & 0xffff_ffffL;
        int one = Long.numberOfTrailingZeros(operands) & 31;
        int two = 63 - Long.numberOfLeadingZeros(operands | 1);
        long valueOfOne = state.get(one * 8);
        long valueOfTwo = state.get(two * 8);
        state.set(two * 8, state.get(CpuState.FLAG_OPERANDS + 8));
        state.set(one * 8, state.get(CpuState.FLAG_OPERANDS));
        applyTo(cpu, insn);
        state.set(two * 8, valueOfTwo);
        state.set(one * 8, valueOfOne);
    }

    /**
     * Has the CPU's flags as the instruction set them. Its operands must be as it left them, and are so afterwards, as is
     * the program counter.
     */
    static void applyTo(Vcpu cpu, int insn) {
        CpuState state = cpu.state();
        long pc = state.get(CpuState.PC);
        long result = state.get(rd(insn) * 8);
        long fpsr = state.get(CpuState.FPSR);
        int row = A64Decoder.decode(insn);
        int d = rd(insn);
        if (comparesIf(row) || row == A64Rows.FCMP || row == A64Rows.FCMP_zero) {
            A64Dispatch.execute(row, cpu, insn);
        } else if (row >= A64Rows.ANDS_imm && d != ZERO) {
            int test = ANDS | (is64(insn) ? 1 << 31 : 0) | d << 16 | d << 5 | ZERO;
            A64Dispatch.execute(A64Rows.ANDS_shift, cpu, test);
        } else if (d != ZERO && d == rn(insn)) {
            int back = (insn ^ SUBTRACTS) & ~SETS_FLAGS;
            A64Dispatch.execute(A64Decoder.decode(back), cpu, back);
            A64Dispatch.execute(row, cpu, insn);
        } else {
            // Its result may be gone.
            A64Dispatch.execute(row, cpu, insn | ZERO);
        }
        state.set(CpuState.PC, pc);
        state.set(d * 8, result);
        state.set(CpuState.FPSR, fpsr);
    }
}
