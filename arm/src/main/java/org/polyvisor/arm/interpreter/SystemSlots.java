package org.polyvisor.arm.interpreter;

import static org.polyvisor.arm.bus.GicCpuInterface.encoding;
import static org.polyvisor.arm.interpreter.Slot.general;
import static org.polyvisor.arm.interpreter.Slot.of;
import static org.polyvisor.arm.interpreter.Slot.source;
import static org.polyvisor.arm.interpreter.Slot.targetRegister;

import org.polyvisor.arm.a64.Fields;
import org.polyvisor.arm.a64.generated.A64Rows;
import org.polyvisor.arm.cpu.CpuState;
import org.polyvisor.arm.interpreter.generated.LeafOps;

/** Slots of frequent system register accesses, ordered accesses and atomics. */
final class SystemSlots {
    private static final int SP_EL0 = encoding(3, 0, 4, 1, 0);
    private static final int TPIDR_EL1 = encoding(3, 0, 13, 0, 4);
    private static final int TPIDR_EL0 = encoding(3, 3, 13, 0, 2);
    private static final int TPIDRRO_EL0 = encoding(3, 3, 13, 0, 3);
    private static final int DAIF = encoding(3, 3, 4, 2, 1);
    private static final int DAIF_SET = 0b011_110;
    private static final int DAIF_CLEAR = 0b011_111;
    private static final int[] LOAD_ACQUIRE = {LeafOps.LDA1, LeafOps.LDA2, LeafOps.LDA4, LeafOps.LDA8};
    private static final int[] STORE_RELEASE = {LeafOps.STL1, LeafOps.STL2, LeafOps.STL4, LeafOps.STL8};

    private SystemSlots() {}

    /** The slot, or 0 where the row is none of these. */
    static long slot(int row, int insn) {
        int size = Fields.size(insn);
        return switch (row) {
            case A64Rows.MRS -> mrs(insn);
            case A64Rows.MSR_reg ->
                (insn >>> 5 & 0xffff) == DAIF ? second(LeafOps.MSR_DAIF, 0, source(Fields.rt(insn)), 0) : general();
            case A64Rows.MSR_imm -> msrImmediate(insn);
            case A64Rows.LDAR, A64Rows.LDAPR ->
                second(LOAD_ACQUIRE[size], targetRegister(Fields.rt(insn)), Fields.rn(insn), 0);
            case A64Rows.STLR -> second(STORE_RELEASE[size], source(Fields.rt(insn)), Fields.rn(insn), 0);
            case A64Rows.CAS ->
                size < 2 || Fields.rs(insn) == 31
                        ? general()
                        : second(
                                size == 3 ? LeafOps.CAS8 : LeafOps.CAS4,
                                source(Fields.rt(insn)),
                                Fields.rn(insn),
                                Fields.rs(insn));
            case A64Rows.SWP -> atomic(insn, LeafOps.SWP8, LeafOps.SWP4);
            case A64Rows.LDADD -> atomic(insn, LeafOps.LDADD8, LeafOps.LDADD4);
            case A64Rows.LDSET -> atomic(insn, LeafOps.LDSET8, LeafOps.LDSET4);
            case A64Rows.LDCLR -> atomic(insn, LeafOps.LDCLR8, LeafOps.LDCLR4);
            default -> 0;
        };
    }

    private static long second(int operation, int d, int n, int m) {
        return Slot.second(operation, d, n, m, 0);
    }

    private static long atomic(int insn, int x, int w) {
        return switch (Fields.size(insn)) {
            case 3 -> second(x, targetRegister(Fields.rt(insn)), Fields.rn(insn), source(Fields.rs(insn)));
            case 2 -> second(w, targetRegister(Fields.rt(insn)), Fields.rn(insn), source(Fields.rs(insn)));
            default -> general();
        };
    }

    private static long mrs(int insn) {
        int register = insn >>> 5 & 0xffff;
        int d = targetRegister(Fields.rt(insn));
        if (register == TPIDR_EL0) {
            return of(LeafOps.MRS, d, 0, 0, CpuState.TPIDR_EL0);
        } else if (register == TPIDRRO_EL0) {
            return of(LeafOps.MRS, d, 0, 0, CpuState.TPIDRRO_EL0);
        } else if (register == SP_EL0) {
            return second(LeafOps.MRS_SP_EL0, d, 0, 0);
        } else if (register == TPIDR_EL1) {
            return second(LeafOps.MRS_TPIDR_EL1, d, 0, 0);
        } else if (register == DAIF) {
            return second(LeafOps.MRS_DAIF, d, 0, 0);
        }
        return general();
    }

    private static long msrImmediate(int insn) {
        int field = (insn >>> 16 & 7) << 3 | insn >>> 5 & 7;
        int value = insn >>> 8 & 15;
        return switch (field) {
            case DAIF_SET -> second(LeafOps.DAIF_SET, 0, 0, value);
            case DAIF_CLEAR -> second(LeafOps.DAIF_CLEAR, 0, 0, value);
            default -> general();
        };
    }
}
