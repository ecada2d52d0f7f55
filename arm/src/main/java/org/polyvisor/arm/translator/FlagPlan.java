package org.polyvisor.arm.translator;

import org.polyvisor.arm.a64.generated.A64Rows;
import org.polyvisor.codegen.ir.MicroBlock;

/**
 * Decides, while a block is being made, what becomes of the flags that nobody reads: wherever generated code can be left
 * they must be in memory, or there must be a {@link FlagRecipe} for them. Inside of a block that is found by looking at
 * the block again, see {@link FlagFinder}; at a block's beginning memory says which.
 */
final class FlagPlan {
    /** No instruction of the block has set flags yet. */
    private static final int NONE = -1;
    /** They are in memory. */
    private static final int KEPT = -2;

    private final MicroBlock block;
    private final FlagLookahead lookahead;

    /** The instruction of the block that set the flags last, or one of the above. */
    private int source = NONE;

    /** The first of a chain of conditional comparisons that ends with {@link #source}. */
    private int first;

    private long operands;
    private boolean intact;

    FlagPlan(MicroBlock block, FlagLookahead lookahead) {
        this.block = block;
        this.lookahead = lookahead;
    }

    /** A block begins. */
    void begin() {
        source = NONE;
    }

    /** To be called before an instruction that is this row of the table is translated. */
    void before(int row) {
        if (mayLeave(row) && source >= 0 && !intact) {
            keep();
        }
    }

    /** To be called once an instruction has been translated, or before that if it is a branch. */
    void after(int row, int insn) {
        if (FlagRecipe.sets(row)) {
            source = block.instructions() - 1;
            first = source;
            operands = FlagRecipe.operands(row, insn);
            intact = operands != FlagRecipe.IMPOSSIBLE;
            if (intact) {
                block.setRecipe(FlagRecipe.word(row, insn), operands);
            }
        } else if (FlagRecipe.changes(row)) {
            boolean chains = source >= 0 && intact && FlagRecipe.comparesIf(row);
            source = block.instructions() - 1;
            operands |= FlagRecipe.operands(row, insn);
            intact = chains;
        } else if (setsByHelper(row)) {
            source = KEPT;
        } else if ((RegisterWrites.of(row, insn) & operands) != 0) {
            intact = false;
        }
    }

    /** A direct branch to an offset from the start of the page has been added. */
    void branch(long target) {
        if (source < 0) {
            return;
        }
        switch (lookahead.need(target, operands, hasRecipe())) {
            case FlagLookahead.FREE -> block.setFlagsDeadAtTarget();
            case FlagLookahead.NOTED -> {
                block.setFlagsNotedAtTarget();
                if (target <= block.start()) {
                    // A loop: the way back should be a single jump.
                    block.noteFlags(source);
                }
            }
            case FlagLookahead.KEPT -> block.setFlagsKeptAtTarget();
            default -> {}
        }
    }

    /** Whether the flags are to be had from registers that have not changed, by the recipe of a single instruction. */
    private boolean hasRecipe() {
        return intact && first == source;
    }

    /** The block may be left before its next instruction, at an offset. */
    void mayEndAt(long offset) {
        if (source < 0) {
            return;
        }
        if (hasRecipe() && lookahead.need(offset, operands, true) >= FlagLookahead.NOTED) {
            block.noteFlags(source);
        } else {
            keep();
        }
    }

    private void keep() {
        block.keepFlags(source);
        source = KEPT;
    }

    /** Whether an instruction can leave generated code in the middle of a block. */
    private static boolean mayLeave(int row) {
        return row >= A64Rows.SVC;
    }

    /** Memory copies and sets, for which the flags go to memory first. */
    static boolean setsByHelper(int row) {
        return row >= A64Rows.CPYFP && row <= A64Rows.SETE;
    }
}
