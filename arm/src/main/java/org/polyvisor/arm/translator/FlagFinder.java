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
    private final int[] words = new int[FrontEnd.LIMIT];
    private final FlagTrail trail = new FlagTrail();

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
     * @param code has the block
     * @param host an address in its host code
     * @param end offset in the page of its first instruction that has not been executed
     */
    void unpack(TranslatedCode code, long host, int end) {
        int count = code.wordsBefore(host, end, words);
        trail.leave();
        for (int i = 0; i < count; i++) {
            trail.pass(i, A64Decoder.decode(words[i]), words[i]);
        }
        if (!trail.isIntact()) {
            unpack();
            return;
        }
        for (int i = trail.first(); i <= trail.source(); i++) {
            int row = A64Decoder.decode(words[i]);
            if (FlagRecipe.sets(row) || FlagRecipe.changes(row)) {
                FlagRecipe.applyTo(cpu, words[i]);
            }
        }
    }
}
