package org.polyvisor.arm.translator;

import java.util.BitSet;
import org.polyvisor.arm.a64.generated.A64Decoder;
import org.polyvisor.arm.a64.generated.A64Rows;
import org.polyvisor.codegen.ir.Micro;
import org.polyvisor.codegen.ir.MicroBlock;
import org.polyvisor.host.Memory;

/** Turns a run of A64 instructions into micro-operations. */
final class FrontEnd {
    /** A block's length at most; {@link TranslatedCode} relies on it when it forgets code. */
    static final int LIMIT = 64;

    private static final int PAGE = 4096;

    private final MicroBlock block = new MicroBlock();
    private final FlagLookahead lookahead = new FlagLookahead();
    private final IntegerFront integer = new IntegerFront(block);
    private final MemoryFront memory = new MemoryFront(block);
    private final CopyFront copies = new CopyFront(block);
    private final FlagPlan flags = new FlagPlan(block, lookahead);
    private final BranchFront branches = new BranchFront(block, flags);
    private final SystemFront system;
    private final FloatGate gate = new FloatGate(block);
    private final VectorMemoryFront vectorMemory = new VectorMemoryFront(block, gate, memory);
    private final FloatFront floats = new FloatFront(block, gate);
    private final SimdFront simd = new SimdFront(block, gate);

    /** {@code marks} are those of the pages that are translated. */
    FrontEnd(CodeMarks marks) {
        system = new SystemFront(block, marks);
    }

    /**
     * Translates from {@code start} on.
     *
     * @param page host address of the guest's page
     * @param start offset in it
     * @param limit at most so many instructions, 1 to {@link #LIMIT}
     */
    MicroBlock translate(long page, int start, int limit) {
        block.begin(start);
        lookahead.setPage(page);
        lookahead.begin();
        gate.begin();
        flags.begin();
        int offset = start;
        for (int i = 0; i < limit && offset < PAGE; i++) {
            int insn = Memory.getInt(page + offset);
            if (!instruction(insn, offset)) {
                return block;
            }
            offset += 4;
        }
        branches.goTo(offset);
        return block;
    }

    /** The instructions of the page, by number, that the last block relies on beyond its own. */
    BitSet relied() {
        return lookahead.relied();
    }

    /** False where the block ends with it. */
    private boolean instruction(int insn, int offset) {
        int row = A64Decoder.decode(insn);
        flags.before(row);
        if (row == A64Rows.BL) {
            flags.after(row, insn);
        }
        int checks = block.size();
        boolean goesOn = translate(row, insn, offset);
        if (goesOn) {
            flags.after(row, insn);
            for (int i = checks; i < block.size(); i++) {
                if ((block.op(i) & Micro.KIND) == Micro.CHECK_SP) {
                    flags.mayEndAt(offset + 4);
                }
            }
        }
        return goesOn;
    }

    private boolean translate(int row, int insn, int offset) {
        if (row == A64Decoder.UNALLOCATED) {
            block.instruction(insn, 0xfff);
            block.add(Micro.HELPER_END, Micro.NONE, 0, 0);
            return false;
        }
        block.instruction(insn, row);
        if (integer.translate(row, insn, offset) || memory.translate(row, insn, offset)) {
            return true;
        }
        if (row >= A64Rows.LDR_lit_v && (simd.translate(row, insn) || vectorMemory.translate(row, insn, offset))) {
            return true;
        }
        int branch = branches.translate(row, insn, offset);
        if (branch != BranchFront.NO_BRANCH) {
            return branch == BranchFront.GOES_ON;
        }
        if (row >= A64Rows.SVC && row <= A64Rows.MRS) {
            if (row == A64Rows.ISB) {
                // What comes behind may have been changed: it is looked up anew.
                branches.goTo(offset + 4);
                return false;
            }
            if (!system.translate(row, insn)) {
                block.add(Micro.HELPER_END, Micro.NONE, 0, 0);
                return false;
            }
            return true;
        }
        if (!copies.translate(row, insn) && !floats.translate(row, insn)) {
            block.add(Micro.HELPER, Micro.NONE, 0, 0);
        }
        return true;
    }
}
