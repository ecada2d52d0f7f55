package org.polyvisor.arm.interpreter;

import static org.polyvisor.arm.interpreter.Slot.general;
import static org.polyvisor.arm.interpreter.Slot.of;
import static org.polyvisor.arm.interpreter.Slot.source;
import static org.polyvisor.arm.interpreter.Slot.sourceOrSp;
import static org.polyvisor.arm.interpreter.Slot.target;

import org.polyvisor.arm.a64.Fields;
import org.polyvisor.arm.a64.generated.A64Decoder;
import org.polyvisor.arm.a64.generated.A64Rows;
import org.polyvisor.arm.interpreter.generated.LeafOps;

/**
 * Turns instruction words into the leaf loop's slots. What has no operation there becomes {@link LeafOps#GENERAL}, so
 * this class decides only about speed.
 */
final class Predecoder {
    private Predecoder() {}

    /**
     * The slot of an instruction.
     *
     * @param insn its word
     * @param next the word behind it, or 0 where the page ends
     * @param offset its offset in its page
     */
    static long slot(int insn, int next, int offset) {
        int row = A64Decoder.decode(insn);
        long slot = leaf(row, insn, next, offset);
        return slot == general() ? Slot.general(row, insn) : slot;
    }

    private static long leaf(int row, int insn, int next, int offset) {
        return switch (row) {
            case A64Rows.ADD_imm, A64Rows.SUB_imm -> addImmediate(insn, row == A64Rows.SUB_imm);
            case A64Rows.SUBS_imm -> subsImmediate(insn, next, offset);
            case A64Rows.ADDS_imm ->
                of(
                        pick(insn, LeafOps.ADDSX_I, LeafOps.ADDSW_I),
                        target(insn),
                        sourceOrSp(Fields.rn(insn)),
                        0,
                        imm12(insn));
            case A64Rows.SUBS_shift -> subsShifted(insn, next, offset);
            case A64Rows.ADDS_shift ->
                Fields.imm6(insn) != 0 ? general() : three(insn, LeafOps.ADDSX_R, LeafOps.ADDSW_R, 0);
            case A64Rows.ADD_shift -> addShifted(insn);
            case A64Rows.SUB_shift -> subShifted(insn);
            case A64Rows.ADD_ext -> addExtended(insn);
            case A64Rows.SUBS_ext -> subsExtended(insn);
            case A64Rows.MADD, A64Rows.MSUB, A64Rows.SMADDL, A64Rows.UMADDL -> multiply(insn, row);
            case A64Rows.UMULH -> three(insn, LeafOps.UMULH, LeafOps.UMULH, 0);
            case A64Rows.SMULH -> three(insn, LeafOps.SMULH, LeafOps.SMULH, 0);
            case A64Rows.UDIV -> three(insn, LeafOps.UDIVX, LeafOps.UDIVW, 0);
            case A64Rows.SDIV -> three(insn, LeafOps.SDIVX, LeafOps.SDIVW, 0);
            case A64Rows.ADR -> of(LeafOps.ADR, target(insn), 0, 0, (int) imm21(insn));
            case A64Rows.ADRP -> of(LeafOps.ADRP, target(insn), 0, 0, (int) imm21(insn));
            case A64Rows.HINT, A64Rows.ISB, A64Rows.PRFM_lit, A64Rows.PRFM_uimm, A64Rows.PRFUM, A64Rows.PRFM_reg ->
                of(LeafOps.NOP, 0, 0, 0, 0);
            case A64Rows.DMB -> of(LeafOps.BARRIER, 0, 0, 0, 0);
            default -> other(row, insn, offset);
        };
    }

    private static long other(int row, int insn, int offset) {
        long slot = LogicalSlots.slot(row, insn);
        if (slot == 0) {
            slot = BranchSlots.slot(row, insn, offset);
        }
        if (slot == 0) {
            slot = MemorySlots.slot(row, insn);
        }
        if (slot == 0) {
            slot = SystemSlots.slot(row, insn);
        }
        if (slot == 0) {
            slot = FpSlots.slot(row, insn);
        }
        return slot == 0 ? general() : slot;
    }

    static int pick(int insn, int x, int w) {
        return Fields.is64(insn) ? x : w;
    }

    /** Rd, Rn, Rm with ZR as register 31. */
    static long three(int insn, int x, int w, int imm) {
        return of(pick(insn, x, w), target(insn), source(Fields.rn(insn)), source(Fields.rm(insn)), imm);
    }

    static int shiftType(int insn) {
        return insn >>> 22 & 3;
    }

    private static int imm12(int insn) {
        int imm = insn >>> 10 & 0xfff;
        return (insn & 1 << 22) == 0 ? imm : imm << 12;
    }

    private static long imm21(int insn) {
        return (long) (insn << 8 >> 13) << 2 | (insn >>> 29 & 3);
    }

    private static long addImmediate(int insn, boolean subtract) {
        int imm = subtract ? -imm12(insn) : imm12(insn);
        int n = sourceOrSp(Fields.rn(insn));
        if (Fields.rd(insn) != 31) {
            return of(pick(insn, LeafOps.ADDX_I, LeafOps.ADDW_I), target(insn), n, 0, imm);
        }
        if (!Fields.is64(insn)) {
            return general();
        }
        // Moving SP by a multiple of 16 keeps it aligned; anything else is checked.
        boolean keeps = Fields.rn(insn) == 31 && (imm & 15) == 0;
        return of(keeps ? LeafOps.ADDX_I : LeafOps.ADD_SP, Slot.SP, n, 0, imm);
    }

    /** How many bytes on the branch goes that the next word is, if it is B.cond inside the page; else 0. */
    private static int conditionBehind(int next, int offset) {
        if (A64Decoder.decode(next) != A64Rows.B_cond) {
            return 0;
        }
        int distance = next << 8 >> 11 & ~3;
        int target = offset + 4 + distance;
        return target >= 0 && target < 4096 ? distance : 0;
    }

    /** The fused operation of a comparison and a condition, counted from the form's EQ; -1 where there is none. */
    private static int fused(int first, int condition) {
        int place = switch (condition) {
            case 0, 1, 2, 3 -> condition;
            case 8, 9, 10, 11, 12, 13 -> condition - 4;
            default -> -1;
        };
        // The four forms of one condition stand together, the conditions in order.
        return place < 0 ? -1 : first + place * 4;
    }

    private static long subsImmediate(int insn, int next, int offset) {
        int n = sourceOrSp(Fields.rn(insn));
        int distance = conditionBehind(next, offset);
        if (Fields.rd(insn) == 31 && distance != 0 && imm12(insn) <= 0xfff) {
            int op = fused(pick(insn, LeafOps.CMPX_I_BEQ, LeafOps.CMPW_I_BEQ), next & 15);
            if (op >= 0) {
                return of(op, 0, n, 0, imm12(insn) | distance * 2 << 16);
            }
        }
        return of(pick(insn, LeafOps.SUBSX_I, LeafOps.SUBSW_I), target(insn), n, 0, imm12(insn));
    }

    private static long subsShifted(int insn, int next, int offset) {
        if (shiftType(insn) != 0) {
            return general();
        }
        if (Fields.imm6(insn) != 0) {
            return three(insn, LeafOps.SUBSX_L, LeafOps.SUBSW_L, Fields.imm6(insn));
        }
        int distance = conditionBehind(next, offset);
        if (Fields.rd(insn) == 31 && distance != 0) {
            int op = fused(pick(insn, LeafOps.CMPX_R_BEQ, LeafOps.CMPW_R_BEQ), next & 15);
            if (op >= 0) {
                return of(op, 0, source(Fields.rn(insn)), source(Fields.rm(insn)), distance * 2 << 16);
            }
        }
        return three(insn, LeafOps.SUBSX_R, LeafOps.SUBSW_R, 0);
    }

    private static long addShifted(int insn) {
        int amount = Fields.imm6(insn);
        return switch (shiftType(insn)) {
            case 0 ->
                amount == 0
                        ? three(insn, LeafOps.ADDX_R, LeafOps.ADDW_R, 0)
                        : three(insn, LeafOps.ADDX_L, LeafOps.ADDW_L, amount);
            case 1 -> three(insn, LeafOps.ADDX_LSR, LeafOps.ADDW_LSR, amount);
            default -> LogicalSlots.rightShifted(insn, LeafOps.S_ADDX_LSR, LeafOps.S_ADDW_LSR);
        };
    }

    private static long subShifted(int insn) {
        int amount = Fields.imm6(insn);
        if (shiftType(insn) != 0) {
            return LogicalSlots.rightShifted(insn, LeafOps.S_SUBX_LSR, LeafOps.S_SUBW_LSR);
        }
        return amount == 0
                ? three(insn, LeafOps.SUBX_R, LeafOps.SUBW_R, 0)
                : three(insn, LeafOps.SUBX_L, LeafOps.SUBW_L, amount);
    }

    private static long addExtended(int insn) {
        int n = sourceOrSp(Fields.rn(insn));
        int m = source(Fields.rm(insn));
        int shift = Fields.imm3At10(insn);
        if (Fields.rd(insn) == 31) {
            return general();
        }
        return switch (insn >>> 13 & 7) {
            case 2 -> of(pick(insn, LeafOps.ADDX_UXTW, LeafOps.ADDW_UXTW), target(insn), n, m, shift);
            case 3 -> of(pick(insn, LeafOps.ADDX_L, LeafOps.ADDW_L), target(insn), n, m, shift);
            case 6 -> of(pick(insn, LeafOps.ADDX_SXTW, LeafOps.ADDW_UXTW), target(insn), n, m, shift);
            default -> general();
        };
    }

    private static long subsExtended(int insn) {
        int n = sourceOrSp(Fields.rn(insn));
        int m = source(Fields.rm(insn));
        int option = insn >>> 13 & 7;
        if (Fields.imm3At10(insn) != 0) {
            return general();
        }
        if (!Fields.is64(insn)) {
            return switch (option) {
                case 0 -> of(LeafOps.SUBSW_UXTB, target(insn), n, m, 0);
                case 1 -> of(LeafOps.SUBSW_UXTH, target(insn), n, m, 0);
                case 2, 3, 6, 7 -> of(LeafOps.SUBSW_R, target(insn), n, m, 0);
                default -> general();
            };
        }
        return switch (option) {
            case 3, 7 -> of(LeafOps.SUBSX_R, target(insn), n, m, 0);
            case 6 -> of(LeafOps.SUBSX_SXTW, target(insn), n, m, 0);
            default -> general();
        };
    }

    private static long multiply(int insn, int row) {
        int a = Fields.ra(insn);
        if (row == A64Rows.MADD && a == 31) {
            return three(insn, LeafOps.MULX, LeafOps.MULW, 0);
        }
        return switch (row) {
            case A64Rows.MADD -> three(insn, LeafOps.MADDX, LeafOps.MADDW, source(a));
            case A64Rows.MSUB -> three(insn, LeafOps.MSUBX, LeafOps.MSUBW, source(a));
            case A64Rows.SMADDL -> three(insn, LeafOps.SMADDL, LeafOps.SMADDL, source(a));
            default -> three(insn, LeafOps.UMADDL, LeafOps.UMADDL, source(a));
        };
    }
}
