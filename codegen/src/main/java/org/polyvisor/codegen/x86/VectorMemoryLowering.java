package org.polyvisor.codegen.x86;

import org.polyvisor.codegen.ir.Micro;
import org.polyvisor.codegen.ir.MicroBlock;
import org.polyvisor.codegen.ir.VectorShape;

/** Loads and stores of vector registers, one or two, and of single lanes. */
final class VectorMemoryLowering {
    private final Assembler asm;
    private final VectorOperands vectors;
    private final MemoryLowering memory;
    private final ConstantPool constants;
    private final HostFeatures features;

    /** All bytes the same as the lowest. */
    private final int lowestByte;

    VectorMemoryLowering(
            Assembler asm,
            VectorOperands vectors,
            MemoryLowering memory,
            ConstantPool constants,
            HostFeatures features) {
        this.asm = asm;
        this.vectors = vectors;
        this.memory = memory;
        this.constants = constants;
        this.features = features;
        lowestByte = constants.add(0);
    }

    void load(MicroBlock block, int i) {
        int size = block.c(i) & Micro.SIZE;
        memory.probe(block, i, 1 << size, false);
        fetch(block.d(i), size, 0);
    }

    void loadPair(MicroBlock block, int i) {
        int size = block.c(i) & Micro.SIZE;
        memory.probe(block, i, 2 << size, false);
        fetch(block.d(i), size, 0);
        fetch(block.b(i), size, 1 << size);
    }

    void store(MicroBlock block, int i) {
        int size = block.c(i) & Micro.SIZE;
        memory.probe(block, i, 1 << size, true);
        put(block.d(i), size, 0);
    }

    void storePair(MicroBlock block, int i) {
        int size = block.c(i) & Micro.SIZE;
        memory.probe(block, i, 2 << size, true);
        put(block.d(i), size, 0);
        put(block.b(i), size, 1 << size);
    }

    /** Loads {@code 1 << size} bytes from behind the probed address and clears the rest of the register. */
    void fetch(int v, int size, int offset) {
        int xmm = VectorOperands.target(v, 0);
        long from = memory.host(offset);
        switch (size) {
            case 0, 1 -> {
                asm.load(1 << size, Registers.T1, from);
                asm.movToXmm(false, xmm, Registers.T1);
            }
            case 2 -> asm.load32(xmm, from);
            case 3 -> asm.load64(xmm, from);
            default -> asm.loadV(xmm, from);
        }
        vectors.store(v, xmm);
    }

    void put(int v, int size, int offset) {
        int xmm = vectors.use(v, 0);
        long to = memory.host(offset);
        switch (size) {
            case 0, 1 -> asm.pextrM(1 << size, to, xmm, 0);
            case 2 -> asm.store32(to, xmm);
            case 3 -> asm.store64(to, xmm);
            default -> asm.storeV(to, xmm);
        }
    }

    void loadLane(MicroBlock block, int i) {
        int c = block.c(i);
        int bytes = 1 << (c & Micro.SIZE);
        int count = VectorShape.registersOf(c);
        memory.probe(block, i, bytes * count, false);
        for (int k = 0; k < count; k++) {
            int v = block.d(i) + k & 31;
            int xmm = vectors.use(v, 0);
            asm.pinsrM(bytes, xmm, xmm, memory.host(k * bytes), VectorShape.laneOf(c));
            vectors.store(v, xmm);
        }
    }

    void storeLane(MicroBlock block, int i) {
        int c = block.c(i);
        int bytes = 1 << (c & Micro.SIZE);
        int count = VectorShape.registersOf(c);
        memory.probe(block, i, bytes * count, true);
        for (int k = 0; k < count; k++) {
            asm.pextrM(bytes, memory.host(k * bytes), vectors.use(block.d(i) + k & 31, 0), VectorShape.laneOf(c));
        }
    }

    void loadAll(MicroBlock block, int i) {
        int c = block.c(i);
        int size = c & Micro.SIZE;
        int count = VectorShape.registersOf(c);
        memory.probe(block, i, count << size, false);
        for (int k = 0; k < count; k++) {
            int v = block.d(i) + k & 31;
            int xmm = VectorOperands.target(v, 0);
            long from = memory.host(k << size);
            switch (size) {
                case 0, 1 -> {
                    asm.load(1 << size, Registers.T1, from);
                    asm.movToXmm(false, xmm, Registers.T1);
                }
                case 2 -> asm.load32(xmm, from);
                default -> asm.load64(xmm, from);
            }
            spread(xmm, size);
            if ((c & VectorShape.FULL) == 0) {
                asm.un(Sse.MOVQ, xmm, xmm);
            }
            vectors.store(v, xmm);
        }
    }

    /** Copies the lowest element to all. */
    void spread(int xmm, int size) {
        switch (size) {
            case 0 -> {
                if (features.avx2()) {
                    asm.un(Sse.VPBROADCASTB, xmm, xmm);
                } else {
                    asm.vecM(Sse.PSHUFB, xmm, xmm, constants.at(lowestByte));
                }
            }
            case 1 -> {
                asm.unImm(Sse.PSHUFLW, xmm, xmm, 0);
                asm.unImm(Sse.PSHUFD, xmm, xmm, 0);
            }
            case 2 -> asm.unImm(Sse.PSHUFD, xmm, xmm, 0);
            default -> asm.vec(Sse.PUNPCKLQDQ, xmm, xmm, xmm);
        }
    }
}
