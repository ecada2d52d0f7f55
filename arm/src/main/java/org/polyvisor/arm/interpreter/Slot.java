package org.polyvisor.arm.interpreter;

import org.polyvisor.arm.a64.Fields;
import org.polyvisor.arm.cpu.CpuState;
import org.polyvisor.arm.interpreter.generated.LeafOps;

/**
 * The eight bytes of a slot: operation, d, n, m, then a signed 32-bit immediate. d, n and m are slots of {@link
 * CpuState} unless the operation says otherwise.
 */
final class Slot {
    /** Register 31 as the stack pointer. */
    static final int SP = CpuState.SP_SLOT;

    private Slot() {}

    static long of(int op, int d, int n, int m, int imm) {
        return op | (long) d << 8 | (long) n << 16 | (long) m << 24 | (long) imm << 32;
    }

    /** A slot of the second switch; {@code operand} has 24 bits, signed. */
    static long second(int operation, int d, int n, int m, int operand) {
        return of(LeafOps.SECOND, d, n, m, operation | operand << 8);
    }

    /** What the slot makers return for an instruction that the leaf loop leaves alone. */
    static long general() {
        return LeafOps.GENERAL;
    }

    /** The slot of an instruction that the leaf loop leaves alone: its row, 16 bits, and its word. */
    static long general(int row, int insn) {
        return LeafOps.GENERAL | (row & 0xffffL) << 8 | (long) insn << 32;
    }

    /** The row in a slot made by {@link #general(int, int)}. */
    static int row(long slot) {
        return (short) (slot >>> 8);
    }

    /** The instruction word in a slot made by {@link #general(int, int)}. */
    static int word(long slot) {
        return (int) (slot >>> 32);
    }

    /** A register that is read, 31 being ZR. */
    static int source(int register) {
        return register == 31 ? CpuState.ZERO_SLOT : register;
    }

    /** A register that is read, 31 being SP. */
    static int sourceOrSp(int register) {
        return register;
    }

    /** The register in bits 4..0, written, 31 being ZR. */
    static int target(int insn) {
        return targetRegister(Fields.rd(insn));
    }

    /** A register that is written, 31 being ZR. */
    static int targetRegister(int register) {
        return register == 31 ? CpuState.SINK_SLOT : register;
    }
}
