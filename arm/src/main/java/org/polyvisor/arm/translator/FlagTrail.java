package org.polyvisor.arm.translator;

import org.polyvisor.arm.a64.generated.A64Rows;

/** Follows the flags through a block's instructions: which of them set the flags last, and whether its operands are left. */
final class FlagTrail {
    /** No instruction of the block has set the flags, or they are in memory. */
    static final int NONE = -1;

    private int source;
    private int first;
    private long operands;
    private boolean intact;

    FlagTrail() {
        leave();
    }

    /** Nothing is known: a block begins, or the flags are in memory. */
    void leave() {
        source = NONE;
        intact = false;
    }

    /** Goes past the block's instruction of this number, which is this row of the table. */
    void pass(int index, int row, int insn) {
        if (FlagRecipe.sets(row)) {
            source = index;
            first = index;
            operands = FlagRecipe.operands(row, insn);
            intact = operands != FlagRecipe.IMPOSSIBLE;
        } else if (FlagRecipe.changes(row)) {
            source = index;
            operands |= FlagRecipe.operands(row, insn);
            intact &= FlagRecipe.comparesIf(row);
        } else if (setsByHelper(row)) {
            leave();
        } else if ((RegisterWrites.of(row, insn) & operands) != 0) {
            intact = false;
        }
    }

    /** The number of the instruction that set the flags last, or {@link #NONE}. */
    int source() {
        return source;
    }

    /** The first of a chain of conditional comparisons that ends with {@link #source}, or that itself. */
    int first() {
        return first;
    }

    /** The registers that all instructions of the chain use, in the form of {@link RegisterWrites}. */
    long operands() {
        return operands;
    }

    /** Whether these are as they were, so that the chain can be carried out again. */
    boolean isIntact() {
        return intact;
    }

    /** Whether the same holds and there is a single instruction in the chain. */
    boolean isRecipe() {
        return intact && first == source;
    }

    /** Memory copies and sets, for which the flags go to memory first. */
    private static boolean setsByHelper(int row) {
        return row >= A64Rows.CPYFP && row <= A64Rows.SETE;
    }
}
