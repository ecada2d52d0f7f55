package org.polyvisor.arm.interpreter;

import org.polyvisor.arm.a64.Fields;
import org.polyvisor.arm.a64.generated.A64Rows;
import org.polyvisor.arm.interpreter.generated.LeafOps;

/** Slots of the frequent scalar instructions in double precision; d, n and m are numbers of vector registers. */
final class FpSlots {
    private static final int TYPE = 3 << 22;
    private static final int DOUBLE = 1 << 22;

    private FpSlots() {}

    /** The slot, or 0 for an instruction of another kind. */
    static long slot(int row, int insn) {
        if ((insn & TYPE) != DOUBLE) {
            return 0;
        }
        return switch (row) {
            case A64Rows.FADD -> of(LeafOps.FADD_D, insn);
            case A64Rows.FSUB -> of(LeafOps.FSUB_D, insn);
            case A64Rows.FMUL -> of(LeafOps.FMUL_D, insn);
            case A64Rows.FDIV -> of(LeafOps.FDIV_D, insn);
            case A64Rows.FMADD -> of(LeafOps.FMADD_D, insn);
            case A64Rows.FMSUB -> of(LeafOps.FMSUB_D, insn);
            case A64Rows.FCMP -> of(LeafOps.FCMP_D, insn);
            case A64Rows.FMOV -> of(LeafOps.FMOV_D, insn);
            default -> 0;
        };
    }

    private static long of(int operation, int insn) {
        return Slot.second(operation, Fields.rd(insn), Fields.rn(insn), Fields.rm(insn), Fields.ra(insn));
    }
}
