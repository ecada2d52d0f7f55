package org.polyvisor.arm.translator;

import org.polyvisor.arm.a64.generated.A64Rows;
import org.polyvisor.codegen.ir.MicroBlock;

/**
 * Decides, while a block is being made, what becomes of the flags that nobody reads: wherever generated code can be left
 * they must be in memory, or there must be a {@link FlagRecipe} for them. Inside of a block that is found by looking at
 * the block again, see {@link FlagFinder}; at a block's beginning memory says which.
 */
final class FlagPlan {
    private final MicroBlock block;
    private final FlagLookahead lookahead;
    private final FlagTrail trail = new FlagTrail();

    FlagPlan(MicroBlock block, FlagLookahead lookahead) {
        this.block = block;
        this.lookahead = lookahead;
    }

    /** A block begins. */
    void begin() {
        trail.leave();
    }

    /** To be called before an instruction that is this row of the table is translated. */
    void before(int row) {
        if (mayLeave(row) && trail.source() >= 0 && !trail.isIntact()) {
            keep();
        }
    }

    /** To be called once an instruction has been translated, or before that if it is a branch. */
    void after(int row, int insn) {
        trail.pass(block.instructions() - 1, row, insn);
        if (FlagRecipe.sets(row) && trail.isIntact()) {
            block.setRecipe(FlagRecipe.word(row, insn), trail.operands());
        }
    }

    /** A direct branch to an offset from the start of the page has been added. */
    void branch(long target) {
        if (trail.source() < 0) {
            return;
        }
        switch (lookahead.need(target, trail.operands(), trail.isRecipe())) {
            case FlagLookahead.FREE -> block.setFlagsDeadAtTarget();
            case FlagLookahead.NOTED -> {
                block.setFlagsNotedAtTarget();
                if (target <= block.start()) {
                    // A loop: the way back should be a single jump.
                    block.noteFlags(trail.source());
                }
            }
            case FlagLookahead.KEPT -> block.setFlagsKeptAtTarget();
            default -> {}
        }
    }

    /** The block may be left before its next instruction, at an offset. */
    void mayEndAt(long offset) {
        if (trail.source() < 0) {
            return;
        }
        if (trail.isRecipe() && lookahead.need(offset, trail.operands(), true) >= FlagLookahead.NOTED) {
            block.noteFlags(trail.source());
        } else {
            keep();
        }
    }

    private void keep() {
        block.keepFlags(trail.source());
        trail.leave();
    }

    /** Whether an instruction can leave generated code in the middle of a block. */
    private static boolean mayLeave(int row) {
        return row >= A64Rows.SVC;
    }
}
