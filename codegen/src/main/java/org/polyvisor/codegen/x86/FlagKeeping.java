package org.polyvisor.codegen.x86;

import static org.polyvisor.codegen.x86.Operands.state;

import java.util.Arrays;
import org.polyvisor.codegen.ir.Condition;
import org.polyvisor.codegen.ir.FlagLiveness;
import org.polyvisor.codegen.ir.Micro;
import org.polyvisor.codegen.ir.MicroBlock;
import org.polyvisor.codegen.ir.StateLayout;

/**
 * Gets flags to memory that must be there, as late as can be and only on the ways that need them: behind the conditional
 * jumps that follow what sets them, and on the way of a jump itself. Where they may be seen but are not read, what they
 * come from goes to memory in their place, which is cheaper.
 */
final class FlagKeeping {
    /** Due at a jump: nothing, the recipe, the flags of what is equal, the recipe with its operands, the flags. */
    static final int NOTHING = 0;

    private static final int NOTE = 1;
    private static final int EQUAL = 2;
    private static final int STORE = 3;

    /** Together with where they are. */
    private static final int SAVE = 8;

    private static final int NONE = -1;

    /** N, Z, C and V after a comparison of what is equal. */
    private static final int FLAGS_OF_EQUAL = 0b0110;

    private final Assembler asm;
    private final Operands operands;
    private final HostFlags flags;
    private final int word;
    private final int values;

    /** The operation that set the flags last, or {@link #NONE} at a block's beginning, where memory has them. */
    private int source;

    /** Whether memory has them, or what they come from with its operands. */
    private boolean kept;

    /** Whether memory has what they come from with its operands, which is not for code to read. */
    private boolean stored;

    /** Whether memory has the recipe. */
    private boolean noted;

    /** Whether they have to get there before the host's are changed. */
    private boolean keeping;

    /** Whether the registers of the recipe have not changed. */
    private boolean intact;

    /** Whether what was compared is equal, as a jump has not been taken. */
    private boolean equal;

    /** By number of a jump that waits to be made: its source, and what is due. */
    private int[] sources = new int[64];

    private int[] dues = new int[64];

    FlagKeeping(Assembler asm, Operands operands, HostFlags flags, StateLayout layout) {
        this.asm = asm;
        this.operands = operands;
        this.flags = flags;
        word = layout.flags();
        values = layout.flagOperands();
    }

    /** A block begins. */
    void begin() {
        source = NONE;
        kept = true;
        stored = false;
        keeping = false;
    }

    /** To be called before each micro-operation. */
    void before(MicroBlock block, int i) {
        int kind = block.op(i) & Micro.KIND;
        if (source != NONE && i - 1 > source && (operandBits(block, source) >>> block.d(i - 1) & 1) != 0) {
            intact = false;
        }
        if (keeping && mustKeepNow(block, i, kind)) {
            keeping = false;
            kept = true;
            stored = !equal && stores(block);
            perform(block, source, equal ? EQUAL : stores(block) ? STORE : SAVE | flags.where());
        }
        if (FlagLiveness.sets(kind)) {
            source = i;
            intact = true;
            equal = false;
            stored = false;
            boolean isFloat = kind == Micro.COMPARE_F || kind == Micro.COMPARE_F_IF;
            keeping = block.savesFlags(i) && !isFloat;
            kept = block.savesFlags(i) && isFloat || kind == Micro.COMPARE_F_IF;
            noted = block.notesFlags(i) && !block.savesFlags(i);
            if (noted) {
                perform(block, i, NOTE);
            }
        }
    }

    private static long operandBits(MicroBlock block, int source) {
        return block.recipeOperands(source) & 0xffff_ffffL;
    }

    /**
     * Whether the flags must get to memory before i. Not between the operations of one instruction, which may use the
     * registers that this takes; a block that just ends has a jump behind them.
     */
    private boolean mustKeepNow(MicroBlock block, int i, int kind) {
        if (kind == Micro.GOTO) {
            return true;
        }
        if (block.guest(i) == block.guest(i - 1) || kind == Micro.GOTO_IF) {
            return false;
        }
        return stores(block) || !preservesFlags(block, i);
    }

    /** Whether the guest instruction that begins with i leaves the host's flags alone. */
    private static boolean preservesFlags(MicroBlock block, int i) {
        for (int j = i; j < block.size() && block.guest(j) == block.guest(i); j++) {
            if (!FlagLiveness.preserves(block.op(j) & Micro.KIND) && !FlagLiveness.preserves(block, j)) {
                return false;
            }
        }
        return true;
    }

    /** Whether what must get to memory is the recipe with its operands. */
    private boolean stores(MicroBlock block) {
        return canStore(block) && !block.readsSavedFlags(source);
    }

    private boolean canStore(MicroBlock block) {
        return intact && block.recipe(source) != 0 && block.recipeOperands(source) >>> 32 == 0;
    }

    /** What i, a jump out of the block, has to do about the flags on its way; see {@link #defer}. */
    int dueAt(MicroBlock block, int i) {
        if (kept) {
            if (stored && block.areFlagsReadAt(i)) {
                return SAVE | flags.where();
            }
            return NOTHING;
        }
        boolean noting = block.areFlagsNotedAt(i);
        if (noting ? noted : !block.areFlagsKeptAt(i)) {
            return NOTHING;
        }
        if (isConditional(block, i, Condition.EQ)) {
            return EQUAL;
        }
        if (noting) {
            return NOTE;
        }
        return canStore(block) && !block.areFlagsReadAt(i) ? STORE : SAVE | flags.where();
    }

    /** Whether i jumps on this condition of flags that a comparison or subtraction has set. */
    private boolean isConditional(MicroBlock block, int i, int condition) {
        return (block.op(source) & Micro.KIND) == Micro.SUBS
                && (block.op(i) & Micro.KIND) == Micro.GOTO_IF
                && block.c(i) == condition;
    }

    /** Jump number {@code side} will do what is due, by {@link #perform}, where the host's flags are as they are now. */
    void defer(int side, int due) {
        if (side == dues.length) {
            sources = Arrays.copyOf(sources, side * 2);
            dues = Arrays.copyOf(dues, side * 2);
        }
        sources[side] = source;
        dues[side] = due;
    }

    /** To be called when i, a conditional jump out of the block, has been made. */
    void jumped(MicroBlock block, int i) {
        equal |= source != NONE && isConditional(block, i, Condition.NE);
    }

    /** Does what waits for jump number {@code side}. */
    void perform(MicroBlock block, int side) {
        perform(block, sources[side], dues[side]);
    }

    /** Does what is due for i, the jump that ends the block. */
    void performFor(MicroBlock block, int i) {
        perform(block, source, dueAt(block, i));
    }

    private void perform(MicroBlock block, int source, int due) {
        switch (due) {
            case NOTHING -> {}
            case NOTE -> asm.storeImm(4, state(word), block.recipe(source));
            case EQUAL -> asm.storeImm(4, state(word), HostFlags.word(FLAGS_OF_EQUAL));
            case STORE -> {
                asm.storeImm(4, state(word), block.recipe(source) | StateLayout.STORED);
                long bits = operandBits(block, source);
                if (bits != 0) {
                    int one = Long.numberOfTrailingZeros(bits);
                    asm.store(8, state(values), operands.use(one, Registers.SCRATCH));
                    int two = 63 - Long.numberOfLeadingZeros(bits);
                    if (two != one) {
                        asm.store(8, state(values + 8), operands.use(two, Registers.SCRATCH));
                    }
                }
            }
            default -> flags.save(due - SAVE);
        }
    }
}
