package org.polyvisor.arm.translator;

import org.polyvisor.arm.a64.generated.A64Decoder;
import org.polyvisor.arm.cpu.CpuState;
import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.host.Memory;

/**
 * Gets the flags from where generated code has left them: from memory, which has them packed or has the instruction that
 * set them, or, in the middle of a block, by a {@link FlagRecipe} of an instruction of the block. {@link FlagPlan} has
 * seen to it that one of these is possible.
 */
final class FlagFinder {
    /** Flags are packed into a word with these bits clear; the operation codes of what sets flags have some set. */
    private static final int IS_INSTRUCTION = 0xfe;

    private final Vcpu cpu;
    private final CpuState state;
    private final long word;

    FlagFinder(Vcpu cpu) {
        this.cpu = cpu;
        state = cpu.state();
        word = state.base() + CpuState.HOST_FLAGS;
    }

    /** Packs the flags for generated code. */
    void pack() {
        Memory.putShort(word, FlagWord.of(state.nzcv()));
    }

    /** Gets the flags as they are between two blocks, or where a block has them in memory. */
    void unpack() {
        int flags = Memory.getInt(word);
        if ((flags & IS_INSTRUCTION) == 0) {
            state.setNzcv(FlagWord.nzcv((short) flags));
        } else {
            FlagRecipe.apply(cpu, flags);
        }
    }

    /**
     * Gets the flags as they are inside of a block.
     *
     * @param page host address of the block's page
     * @param start offset of the block in its page
     * @param end offset behind the last of its instructions that has been executed
     */
    void unpack(long page, int start, int end) {
        int source = -1;
        int first = -1;
        long operands = 0;
        boolean intact = false;
        for (int offset = start; offset < end; offset += 4) {
            int insn = Memory.getInt(page + offset);
            int row = A64Decoder.decode(insn);
            if (FlagRecipe.sets(row)) {
                source = offset;
                first = offset;
                operands = FlagRecipe.operands(row, insn);
                intact = operands != FlagRecipe.IMPOSSIBLE;
            } else if (FlagRecipe.changes(row)) {
                operands |= FlagRecipe.operands(row, insn);
                intact &= FlagRecipe.comparesIf(row);
                source = offset;
            } else {
                intact &= row != A64Decoder.UNALLOCATED && (RegisterWrites.of(row, insn) & operands) == 0;
            }
        }
        if (!intact) {
            unpack();
            return;
        }
        for (int offset = first; offset <= source; offset += 4) {
            int insn = Memory.getInt(page + offset);
            int row = A64Decoder.decode(insn);
            if (FlagRecipe.sets(row) || FlagRecipe.changes(row)) {
                FlagRecipe.applyTo(cpu, insn);
            }
        }
    }
}
