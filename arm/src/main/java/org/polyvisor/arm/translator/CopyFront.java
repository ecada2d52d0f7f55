package org.polyvisor.arm.translator;

import static org.polyvisor.arm.a64.Fields.rd;
import static org.polyvisor.arm.a64.Fields.rn;
import static org.polyvisor.arm.a64.Fields.rs;
import static org.polyvisor.arm.translator.Values.source;

import org.polyvisor.arm.a64.generated.A64Rows;
import org.polyvisor.arm.cpu.CpuState;
import org.polyvisor.codegen.ir.Micro;
import org.polyvisor.codegen.ir.MicroBlock;

/**
 * Memory copies and sets as micro-operations: prologues that do everything, and main instructions and epilogues that then
 * find nothing to do. The rest is the helper's.
 */
final class CopyFront {
    private final MicroBlock block;

    CopyFront(MicroBlock block) {
        this.block = block;
    }

    /** False where the row is none of these. */
    boolean translate(int row, int insn) {
        if (row < A64Rows.CPYFP || row > A64Rows.SETE) {
            return false;
        }
        block.add(Micro.HELPER_UNLESS_ZERO, Micro.NONE, 0, 0, 0, CpuState.NO_COPIES);
        int users = (insn & 1 << 12) != 0 ? Micro.WRITES_AS_USER : 0;
        switch (row) {
            case A64Rows.CPYFP, A64Rows.CPYP -> {
                users |= (insn & 1 << 13) != 0 ? Micro.READS_AS_USER : 0;
                int way = row == A64Rows.CPYP ? Micro.EITHER_WAY : 0;
                block.add(Micro.COPY_BLOCK, rd(insn), rs(insn), rn(insn), users | way, 0);
            }
            case A64Rows.SETP -> block.add(Micro.FILL_BLOCK, rd(insn), source(rs(insn)), rn(insn), users, 0);
            default -> block.add(Micro.HELPER_UNLESS_NONE, Micro.NONE, rn(insn), 0, 0, 0);
        }
        return true;
    }
}
