package org.polyvisor.codegen.x86;

import static org.polyvisor.codegen.x86.Registers.SCRATCH;
import static org.polyvisor.codegen.x86.Registers.T1;

import org.polyvisor.codegen.ir.MicroBlock;

/** Operations on memory by address that move no data: cache maintenance, and the clearing of blocks. */
final class MaintenanceLowering {
    private static final int PAGE_SHIFT = 12;

    /** Bytes cleared at once. */
    private static final int ROUND = 128;

    private static final int VECTOR = 16;

    private final Assembler asm;
    private final AccessChecks checks;
    private final SlowPaths slow;

    MaintenanceLowering(Assembler asm, AccessChecks checks, SlowPaths slow) {
        this.asm = asm;
        this.checks = checks;
        this.slow = slow;
    }

    /** PROBE. */
    void probe(MicroBlock block, int i) {
        checks.check(block, i, 1, false);
    }

    /**
     * PROBE_CODE. Whoever makes something from code sets the mark, then reads the code. The fence has one of two things
     * happen: what the guest stored before is seen there, or the mark is seen here.
     */
    void probeCode(MicroBlock block, int i) {
        checks.checkPhysical(block, i);
        asm.shift(Assembler.SHR, true, SCRATCH, PAGE_SHIFT);
        asm.aluImm(Assembler.AND, false, SCRATCH, (1 << block.c(i)) - 1);
        asm.movImm(T1, block.imm(i));
        asm.mfence();
        asm.testMemImm8(Mem.at(T1, SCRATCH, 0, 0), 0xff);
        asm.jcc(Cc.NE, slow.helper(block, i));
    }

    /** ZERO_BLOCK. */
    void zero(MicroBlock block, int i) {
        int bytes = block.c(i) << 8;
        checks.check(block, i, 1, true);
        asm.lea(true, T1, checks.host(0));
        asm.aluImm(Assembler.AND, true, T1, -bytes);
        asm.vec(Sse.PXOR, 0, 0, 0);
        asm.movImm(SCRATCH, bytes / ROUND);
        int again = asm.newLabel();
        asm.bind(again);
        for (int at = 0; at < ROUND; at += VECTOR) {
            asm.storeVA(Mem.at(T1, at), 0);
        }
        asm.aluImm(Assembler.ADD, true, T1, ROUND);
        asm.aluImm(Assembler.SUB, false, SCRATCH, 1);
        asm.jcc(Cc.NE, again);
    }
}
