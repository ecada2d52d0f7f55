package org.polyvisor.arm.interpreter;

import static org.polyvisor.arm.interpreter.Predecoder.pick;
import static org.polyvisor.arm.interpreter.Slot.of;
import static org.polyvisor.arm.interpreter.Slot.source;

import org.polyvisor.arm.a64.Fields;
import org.polyvisor.arm.a64.generated.A64Rows;
import org.polyvisor.arm.interpreter.generated.LeafOps;

/** Slots of branches. Inside a page the immediate is a distance in slots' bytes, else one in instruction bytes. */
final class BranchSlots {
    private BranchSlots() {}

    /** The slot, or 0 where the row is none of these. */
    static long slot(int row, int insn, int offset) {
        return switch (row) {
            case A64Rows.B -> direct(insn << 6 >> 4, offset, LeafOps.B_NEAR, LeafOps.B_FAR, 0, 0);
            case A64Rows.BL -> direct(insn << 6 >> 4, offset, LeafOps.BL_NEAR, LeafOps.BL_FAR, 0, 0);
            case A64Rows.B_cond -> conditional(insn, offset);
            case A64Rows.CBZ ->
                compare(
                        insn,
                        offset,
                        pick(insn, LeafOps.CBZX, LeafOps.CBZW),
                        pick(insn, LeafOps.CBZX_FAR, LeafOps.CBZW_FAR));
            case A64Rows.CBNZ ->
                compare(
                        insn,
                        offset,
                        pick(insn, LeafOps.CBNZX, LeafOps.CBNZW),
                        pick(insn, LeafOps.CBNZX_FAR, LeafOps.CBNZW_FAR));
            case A64Rows.TBZ -> test(insn, offset, LeafOps.TBZ, LeafOps.TBZ_FAR);
            case A64Rows.TBNZ -> test(insn, offset, LeafOps.TBNZ, LeafOps.TBNZ_FAR);
            case A64Rows.BR, A64Rows.RET -> of(LeafOps.BR, 0, source(Fields.rn(insn)), 0, 0);
            case A64Rows.BLR -> of(LeafOps.BLR, 0, source(Fields.rn(insn)), 0, 0);
            default -> 0;
        };
    }

    private static long direct(int distance, int offset, int near, int far, int n, int m) {
        int target = offset + distance;
        boolean inside = target >= 0 && target < 4096;
        return inside ? of(near, 0, n, m, distance * 2) : of(far, 0, n, m, distance);
    }

    private static int imm19(int insn) {
        return insn << 8 >> 11 & ~3;
    }

    private static long conditional(int insn, int offset) {
        int condition = insn & 15;
        int distance = imm19(insn);
        int target = offset + distance;
        if (target >= 0 && target < 4096) {
            return of(condition >= 14 ? LeafOps.B_NEAR : LeafOps.B_EQ + condition, 0, 0, 0, distance * 2);
        }
        int mask = conditionMask(condition);
        return of(LeafOps.BCOND_FAR, mask & 0xff, mask >>> 8, 0, distance);
    }

    private static long compare(int insn, int offset, int near, int far) {
        return direct(imm19(insn), offset, near, far, source(Fields.rt(insn)), 0);
    }

    private static long test(int insn, int offset, int near, int far) {
        int bit = insn >>> 31 << 5 | insn >>> 19 & 31;
        return direct(insn << 13 >> 16 & ~3, offset, near, far, source(Fields.rt(insn)), bit);
    }

    /** Bit i says whether the condition holds when N Z C V are i. */
    static int conditionMask(int condition) {
        int mask = 0;
        for (int nzcv = 0; nzcv < 16; nzcv++) {
            boolean n = (nzcv & 8) != 0;
            boolean z = (nzcv & 4) != 0;
            boolean c = (nzcv & 2) != 0;
            boolean v = (nzcv & 1) != 0;
            boolean holds = switch (condition >>> 1) {
                case 0 -> z;
                case 1 -> c;
                case 2 -> n;
                case 3 -> v;
                case 4 -> c && !z;
                case 5 -> n == v;
                case 6 -> n == v && !z;
                default -> true;
            };
            if (holds != ((condition & 1) != 0 && condition != 15)) {
                mask |= 1 << nzcv;
            }
        }
        return mask;
    }
}
