package org.polyvisor.arm.translator;

import static org.polyvisor.arm.a64.Fields.rn;
import static org.polyvisor.arm.a64.Fields.rt;
import static org.polyvisor.arm.translator.Values.source;
import static org.polyvisor.arm.translator.Values.width;
import static org.polyvisor.codegen.ir.Micro.T0;

import org.polyvisor.arm.a64.generated.A64Rows;
import org.polyvisor.codegen.ir.Micro;
import org.polyvisor.codegen.ir.MicroBlock;

/** Branches as micro-operations. */
final class BranchFront {
    /** The row is none of these. */
    static final int NO_BRANCH = 0;
    /** A branch that may not be taken: the block goes on. */
    static final int GOES_ON = 1;
    /** The block ends. */
    static final int ENDS = 2;

    private static final int LINK = 30;

    private final MicroBlock block;
    private final FlagPlan flags;

    BranchFront(MicroBlock block, FlagPlan flags) {
        this.block = block;
        this.flags = flags;
    }

    int translate(int row, int insn, int offset) {
        switch (row) {
            case A64Rows.B -> goTo(offset + ((long) insn << 38 >> 36));
            case A64Rows.BL -> {
                link(offset);
                goTo(offset + ((long) insn << 38 >> 36));
            }
            case A64Rows.BR, A64Rows.RET -> block.add(Micro.GOTO_ADDRESS, Micro.NONE, source(rn(insn)), 0);
            case A64Rows.BLR -> {
                if (rn(insn) == LINK) {
                    block.add(Micro.MOV, T0, LINK, 0);
                    link(offset);
                    block.add(Micro.GOTO_ADDRESS, Micro.NONE, T0, 0);
                } else {
                    link(offset);
                    block.add(Micro.GOTO_ADDRESS, Micro.NONE, source(rn(insn)), 0);
                }
            }
            default -> {
                return conditional(row, insn, offset);
            }
        }
        return ENDS;
    }

    private void link(int offset) {
        block.add(Micro.PCREL, LINK, Micro.ZERO, Micro.IMM, 0, offset + 4);
    }

    /** Ends the block with a jump within reach of a direct branch. */
    void goTo(long target) {
        block.add(Micro.GOTO, Micro.NONE, 0, 0, 0, target);
        flags.branch(target);
    }

    private int conditional(int row, int insn, int offset) {
        long near = offset + (insn << 8 >> 13 << 2);
        switch (row) {
            case A64Rows.B_cond -> {
                if ((insn & 14) == 14) {
                    goTo(near);
                    return ENDS;
                }
                block.add(Micro.GOTO_IF, Micro.NONE, 0, 0, insn & 15, near);
                flags.branch(near);
            }
            case A64Rows.CBZ, A64Rows.CBNZ -> {
                int op = row == A64Rows.CBZ ? Micro.GOTO_ZERO : Micro.GOTO_NONZERO;
                block.add(op | width(insn), Micro.NONE, source(rt(insn)), 0, 0, near);
                flags.branch(near);
            }
            case A64Rows.TBZ, A64Rows.TBNZ -> {
                int op = row == A64Rows.TBZ ? Micro.GOTO_BIT_CLEAR : Micro.GOTO_BIT_SET;
                int bit = (insn >>> 31) << 5 | insn >>> 19 & 31;
                long target = offset + (insn << 13 >> 18 << 2);
                block.add(op, Micro.NONE, source(rt(insn)), 0, bit, target);
                flags.branch(target);
            }
            default -> {
                return NO_BRANCH;
            }
        }
        return GOES_ON;
    }
}
