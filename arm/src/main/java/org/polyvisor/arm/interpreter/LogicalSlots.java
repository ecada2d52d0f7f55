package org.polyvisor.arm.interpreter;

import static org.polyvisor.arm.interpreter.Predecoder.pick;
import static org.polyvisor.arm.interpreter.Predecoder.shiftType;
import static org.polyvisor.arm.interpreter.Predecoder.three;
import static org.polyvisor.arm.interpreter.Slot.general;
import static org.polyvisor.arm.interpreter.Slot.of;
import static org.polyvisor.arm.interpreter.Slot.source;
import static org.polyvisor.arm.interpreter.Slot.target;

import org.polyvisor.arm.a64.Fields;
import org.polyvisor.arm.a64.generated.A64Rows;
import org.polyvisor.arm.interpreter.generated.LeafOps;

/** Slots of bitwise, move, bit field and conditional select instructions. */
final class LogicalSlots {
    private LogicalSlots() {}

    /** The slot, or 0 where the row is none of these. */
    static long slot(int row, int insn) {
        return switch (row) {
            case A64Rows.AND_imm -> immediate(insn, LeafOps.AND_I, LeafOps.AND_I);
            case A64Rows.ORR_imm -> immediate(insn, LeafOps.ORRX_I, LeafOps.ORRW_I);
            case A64Rows.EOR_imm -> immediate(insn, LeafOps.EORX_I, LeafOps.EORW_I);
            case A64Rows.ANDS_imm ->
                of(
                        pick(insn, LeafOps.ANDSX_I, LeafOps.ANDSW_I),
                        target(insn),
                        source(Fields.rn(insn)),
                        0,
                        Bitmasks.index(insn));
            case A64Rows.AND_shift -> and(insn);
            case A64Rows.ORR_shift -> orr(insn);
            case A64Rows.EOR_shift -> eor(insn);
            case A64Rows.BIC_shift -> bic(insn);
            case A64Rows.ORN_shift -> orn(insn);
            case A64Rows.BICS_shift -> bics(insn);
            case A64Rows.ADC -> second(insn, pick(insn, LeafOps.ADCX, LeafOps.ADCW));
            case A64Rows.SBC -> second(insn, pick(insn, LeafOps.SBCX, LeafOps.SBCW));
            case A64Rows.ANDS_shift -> unshifted(insn, LeafOps.ANDSX_R, LeafOps.ANDSW_R);
            case A64Rows.MOVZ -> movz(insn);
            case A64Rows.MOVN -> movn(insn);
            case A64Rows.MOVK ->
                Fields.rd(insn) == 31
                        ? general()
                        : of(
                                pick(insn, LeafOps.MOVKX, LeafOps.MOVKW),
                                Fields.rd(insn),
                                0,
                                halfShift(insn),
                                imm16(insn));
            case A64Rows.UBFM -> ubfm(insn);
            case A64Rows.SBFM -> sbfm(insn);
            case A64Rows.BFM -> Fields.rd(insn) == 31 ? general() : field(insn, pick(insn, LeafOps.BFMX, LeafOps.BFMW));
            case A64Rows.EXTR -> extract(insn);
            case A64Rows.LSLV -> three(insn, LeafOps.LSLVX, LeafOps.LSLVW, 0);
            case A64Rows.LSRV -> three(insn, LeafOps.LSRVX, LeafOps.LSRVW, 0);
            case A64Rows.ASRV -> three(insn, LeafOps.ASRVX, LeafOps.ASRVW, 0);
            case A64Rows.CLZ -> two(insn, pick(insn, LeafOps.CLZX, LeafOps.CLZW));
            case A64Rows.RBIT -> Fields.is64(insn) ? two(insn, LeafOps.RBITX) : general();
            case A64Rows.REV64 -> two(insn, LeafOps.REVX);
            case A64Rows.REV32 -> Fields.is64(insn) ? general() : two(insn, LeafOps.REVW);
            case A64Rows.CSEL -> select(insn, LeafOps.CSELX, LeafOps.CSELW);
            case A64Rows.CSINC -> select(insn, LeafOps.CSINCX, LeafOps.CSINCW);
            case A64Rows.CSINV -> select(insn, LeafOps.CSINVX, LeafOps.CSINVW);
            case A64Rows.CSNEG -> select(insn, LeafOps.CSNEGX, LeafOps.CSNEGW);
            case A64Rows.CCMP_reg -> compare(insn, source(Fields.rm(insn)), LeafOps.CCMPX_R, LeafOps.CCMPW_R);
            case A64Rows.CCMP_imm -> compare(insn, Fields.rm(insn), LeafOps.CCMPX_I, LeafOps.CCMPW_I);
            default -> 0;
        };
    }

    private static long two(int insn, int op) {
        return of(op, target(insn), source(Fields.rn(insn)), 0, 0);
    }

    private static long immediate(int insn, int x, int w) {
        if (Fields.rd(insn) == 31) {
            return general();
        }
        return of(pick(insn, x, w), target(insn), source(Fields.rn(insn)), 0, Bitmasks.index(insn));
    }

    private static long unshifted(int insn, int x, int w) {
        return Fields.imm6(insn) == 0 ? three(insn, x, w, 0) : general();
    }

    /** {@code x} and {@code w} are the first of the forms shifted by LSR, ASR and ROR. */
    static long rightShifted(int insn, int x, int w) {
        return second(insn, pick(insn, x, w) + (shiftType(insn) - 1) * 2);
    }

    private static long second(int insn, int operation) {
        return Slot.second(
                operation, target(insn), source(Fields.rn(insn)), source(Fields.rm(insn)), Fields.imm6(insn));
    }

    private static long and(int insn) {
        if (Fields.imm6(insn) == 0) {
            return three(insn, LeafOps.ANDX_R, LeafOps.ANDW_R, 0);
        }
        return shiftType(insn) == 0
                ? three(insn, LeafOps.ANDX_L, LeafOps.ANDW_L, Fields.imm6(insn))
                : rightShifted(insn, LeafOps.S_ANDX_LSR, LeafOps.S_ANDW_LSR);
    }

    private static long orr(int insn) {
        int amount = Fields.imm6(insn);
        if (amount == 0) {
            return Fields.rn(insn) == 31
                    ? of(pick(insn, LeafOps.MOVX, LeafOps.MOVW), target(insn), 0, source(Fields.rm(insn)), 0)
                    : three(insn, LeafOps.ORRX_R, LeafOps.ORRW_R, 0);
        }
        return switch (shiftType(insn)) {
            case 0 -> three(insn, LeafOps.ORRX_L, LeafOps.ORRW_L, amount);
            case 1 -> three(insn, LeafOps.ORRX_LSR, LeafOps.ORRW_LSR, amount);
            default -> rightShifted(insn, LeafOps.S_ORRX_LSR, LeafOps.S_ORRW_LSR);
        };
    }

    private static long eor(int insn) {
        int amount = Fields.imm6(insn);
        if (amount == 0) {
            return three(insn, LeafOps.EORX_R, LeafOps.EORW_R, 0);
        }
        return switch (shiftType(insn)) {
            case 0 -> three(insn, LeafOps.EORX_L, LeafOps.EORW_L, amount);
            case 3 -> three(insn, LeafOps.EORX_ROR, LeafOps.EORW_ROR, amount);
            default -> rightShifted(insn, LeafOps.S_EORX_LSR, LeafOps.S_EORW_LSR);
        };
    }

    private static long orn(int insn) {
        if (Fields.imm6(insn) == 0) {
            return three(insn, LeafOps.ORNX_R, LeafOps.ORNW_R, 0);
        }
        return shiftType(insn) == 0
                ? second(insn, pick(insn, LeafOps.S_ORNX_LSL, LeafOps.S_ORNW_LSL))
                : rightShifted(insn, LeafOps.S_ORNX_LSR, LeafOps.S_ORNW_LSR);
    }

    private static long bic(int insn) {
        if (Fields.imm6(insn) == 0) {
            return three(insn, LeafOps.BICX_R, LeafOps.BICW_R, 0);
        }
        return shiftType(insn) == 0 ? second(insn, pick(insn, LeafOps.S_BICX_LSL, LeafOps.S_BICW_LSL)) : general();
    }

    private static long bics(int insn) {
        return Fields.imm6(insn) == 0 ? second(insn, pick(insn, LeafOps.BICSX, LeafOps.BICSW)) : general();
    }

    private static int imm16(int insn) {
        return insn >>> 5 & 0xffff;
    }

    private static int halfShift(int insn) {
        return (insn >>> 21 & 3) << 4;
    }

    private static long movz(int insn) {
        return of(LeafOps.MOV_SHIFTED, target(insn), 0, halfShift(insn), imm16(insn));
    }

    private static long movn(int insn) {
        if (Fields.is64(insn)) {
            return of(LeafOps.MOV_INVERTED, target(insn), 0, halfShift(insn), imm16(insn));
        }
        return of(LeafOps.MOV_U, target(insn), 0, 0, ~(imm16(insn) << halfShift(insn)));
    }

    private static int immr(int insn) {
        return insn >>> 16 & 63;
    }

    /** Up against bit 63, then down: by how much depends on whether the field is extracted or inserted. */
    private static long field(int insn, int op) {
        int width = Fields.is64(insn) ? 64 : 32;
        int up = 63 - Fields.imm6(insn);
        int landing = Fields.imm6(insn) >= immr(insn) ? -immr(insn) : width - immr(insn);
        return of(op, target(insn), source(Fields.rn(insn)), up, up - landing);
    }

    private static long ubfm(int insn) {
        int top = Fields.is64(insn) ? 63 : 31;
        if (Fields.imm6(insn) == top) {
            return of(pick(insn, LeafOps.LSRX_I, LeafOps.LSRW_I), target(insn), source(Fields.rn(insn)), 0, immr(insn));
        }
        if (immr(insn) == Fields.imm6(insn) + 1) {
            int shift = top - Fields.imm6(insn);
            return of(pick(insn, LeafOps.LSLX_I, LeafOps.LSLW_I), target(insn), source(Fields.rn(insn)), 0, shift);
        }
        return field(insn, LeafOps.UBFM);
    }

    private static long sbfm(int insn) {
        if (Fields.is64(insn) && immr(insn) == 0 && Fields.imm6(insn) == 31) {
            return two(insn, LeafOps.SXTW);
        }
        return field(insn, pick(insn, LeafOps.SBFMX, LeafOps.SBFMW));
    }

    private static long extract(int insn) {
        int lsb = Fields.imm6(insn);
        if (lsb == 0) {
            return of(pick(insn, LeafOps.MOVX, LeafOps.MOVW), target(insn), 0, source(Fields.rm(insn)), 0);
        }
        return three(insn, LeafOps.EXTRX, LeafOps.EXTRW, lsb);
    }

    private static long select(int insn, int x, int w) {
        return three(insn, x, w, BranchSlots.conditionMask(Fields.cond(insn)));
    }

    /** The condition's mask below, the flags for when it fails above. */
    private static long compare(int insn, int m, int x, int w) {
        int imm = BranchSlots.conditionMask(Fields.cond(insn)) | (insn & 15) << 16;
        return of(pick(insn, x, w), 0, source(Fields.rn(insn)), m, imm);
    }
}
