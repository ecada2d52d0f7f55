package org.polyvisor.codegen.x86;

import java.util.Arrays;
import org.polyvisor.codegen.ir.ExitWord;
import org.polyvisor.codegen.ir.MicroBlock;

/** The ways out of a block to the helper, which stand apart from its hot code, and where they come back to. */
final class SlowPaths {
    private final Assembler asm;
    private final CommonCode common;

    /** By guest instruction: labels, or -1. */
    private int[] leave = new int[128];

    private int[] resume = new int[128];

    private int[] end = new int[128];

    SlowPaths(Assembler asm, CommonCode common) {
        this.asm = asm;
        this.common = common;
    }

    void begin(MicroBlock block) {
        int count = block.instructions();
        if (leave.length < count) {
            leave = new int[count * 2];
            resume = new int[count * 2];
            end = new int[count * 2];
        }
        Arrays.fill(leave, 0, count, -1);
        Arrays.fill(end, 0, count, -1);
    }

    /** A label that leads to the helper for i's guest instruction, and out of the block. */
    int helperEnd(MicroBlock block, int i) {
        int instruction = block.guest(i);
        if (end[instruction] < 0) {
            end[instruction] = asm.newLabel();
        }
        return end[instruction];
    }

    /** A label that leads to the helper for the guest instruction that micro-operation i belongs to. */
    int helper(MicroBlock block, int i) {
        int instruction = block.guest(i);
        if (leave[instruction] < 0) {
            leave[instruction] = asm.newLabel();
            resume[instruction] = asm.newLabel();
        }
        return leave[instruction];
    }

    /**
     * All micro-operations of an instruction have been lowered, save the jump that ends the block: its helper comes back
     * here.
     */
    void endInstruction(int instruction) {
        if (leave[instruction] >= 0 && !asm.isBound(resume[instruction])) {
            asm.bind(resume[instruction]);
        }
    }

    /** The exit word for a guest instruction. */
    static long exitWord(MicroBlock block, int instruction, int kind) {
        return ExitWord.of(kind, block.start() + instruction * 4, block.row(instruction), block.word(instruction));
    }

    /** Emits the ways out that were asked for. */
    void emit(MicroBlock block, AccessChecks checks) {
        for (int n = 0; n < block.instructions(); n++) {
            if (leave[n] >= 0) {
                asm.bind(leave[n]);
                asm.movImm(Reg.RAX, exitWord(block, n, ExitWord.HELPER));
                asm.callTo(common.helperExit());
                // The helper may have changed what is mapped, and the stack is another.
                for (int slots = checks.slotsBehind(block, n); slots != 0; slots &= slots - 1) {
                    asm.storeImm(8, AccessChecks.slot(Integer.numberOfTrailingZeros(slots)), 0);
                }
                asm.jmp(resume[n]);
            }
            if (end[n] >= 0) {
                asm.bind(end[n]);
                asm.movImm(Reg.RAX, exitWord(block, n, ExitWord.HELPER_END));
                // Does not come back, but says which block it was.
                asm.callTo(common.helperExit());
            }
        }
    }
}
