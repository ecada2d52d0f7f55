package org.polyvisor.codegen.x86;

import org.polyvisor.codegen.ir.Micro;
import org.polyvisor.codegen.ir.MicroBlock;
import org.polyvisor.codegen.ir.VectorOperation;
import org.polyvisor.codegen.ir.VectorShape;

/** Constants in vector registers, and moves between these and general registers. */
final class VectorMoveLowering {
    private final Assembler asm;
    private final Operands operands;
    private final VectorOperands vectors;
    private final VectorMemoryLowering memory;

    VectorMoveLowering(Assembler asm, Operands operands, VectorOperands vectors, VectorMemoryLowering memory) {
        this.asm = asm;
        this.operands = operands;
        this.vectors = vectors;
        this.memory = memory;
    }

    void constant(MicroBlock block, int i) {
        int d = block.d(i);
        int xmm = VectorOperands.target(d, 0);
        constant(xmm, block.imm(i), block.c(i) != 0);
        vectors.store(d, xmm);
    }

    private void constant(int xmm, long value, boolean both) {
        if (value == 0) {
            asm.vec(Sse.PXOR, xmm, xmm, xmm);
        } else if (value == -1 && both) {
            asm.vec(Sse.PCMPEQD, xmm, xmm, xmm);
        } else {
            asm.movImm(Registers.SCRATCH, value);
            asm.movToXmm(true, xmm, Registers.SCRATCH);
            if (both) {
                asm.vec(Sse.PUNPCKLQDQ, xmm, xmm, xmm);
            }
        }
    }

    /** d op a constant. */
    void withConstant(MicroBlock block, int i) {
        int d = block.d(i);
        boolean full = (block.c(i) & VectorShape.FULL) != 0;
        boolean sets = VectorOperation.in(block.c(i)) == VectorOperation.OR_CONSTANT;
        constant(0, sets ? block.imm(i) : ~block.imm(i), true);
        int xmm = VectorOperands.target(d, 0);
        vectors.vec(sets ? Sse.POR : Sse.PAND, xmm, 0, d);
        if (!full) {
            asm.un(Sse.MOVQ, xmm, xmm);
        }
        vectors.store(d, xmm);
    }

    void broadcast(MicroBlock block, int i) {
        int d = block.d(i);
        int size = block.c(i) & Micro.SIZE;
        int xmm = VectorOperands.target(d, 0);
        asm.movToXmm(size == 3, xmm, operands.use(block.a(i), Registers.SCRATCH));
        memory.spread(xmm, size);
        if ((block.c(i) & VectorShape.FULL) == 0) {
            asm.un(Sse.MOVQ, xmm, xmm);
        }
        vectors.store(d, xmm);
    }

    void insert(MicroBlock block, int i) {
        int d = block.d(i);
        int xmm = vectors.use(d, 0);
        int bytes = 1 << (block.c(i) & Micro.SIZE);
        int from = operands.use(block.a(i), Registers.SCRATCH);
        asm.pinsr(bytes, xmm, xmm, from, VectorShape.laneOf(block.c(i)));
        vectors.store(d, xmm);
    }

    void extract(MicroBlock block, int i) {
        int d = block.d(i);
        int bytes = 1 << (block.c(i) & Micro.SIZE);
        int lane = VectorShape.laneOf(block.c(i));
        int reg = Operands.target(d, Registers.SCRATCH);
        int xmm = vectors.use(block.a(i), 0);
        if (lane == 0 && bytes >= 4) {
            asm.movFromXmm(bytes == 8, reg, xmm);
        } else {
            asm.pextr(bytes, reg, xmm, lane);
        }
        if ((block.c(i) & Micro.SIGNED) != 0) {
            asm.movsx(bytes, (block.op(i) & Micro.W32) == 0, reg, reg);
        }
        operands.store(d, reg);
    }
}
