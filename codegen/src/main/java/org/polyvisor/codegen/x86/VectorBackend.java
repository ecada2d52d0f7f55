package org.polyvisor.codegen.x86;

import org.polyvisor.codegen.ir.Micro;
import org.polyvisor.codegen.ir.MicroBlock;

/** Lowers the micro-operations on vector registers: hands each to who knows it. */
final class VectorBackend {
    private final VectorMemoryLowering memory;
    private final VectorStructureLowering structures;

    VectorBackend(
            Assembler asm,
            VectorOperands vectors,
            MemoryLowering general,
            ConstantPool constants,
            HostFeatures features) {
        VectorShuffles shuffles = new VectorShuffles(asm, constants);
        memory = new VectorMemoryLowering(asm, vectors, general, constants, features);
        structures = new VectorStructureLowering(asm, vectors, general, memory, shuffles);
    }

    /** Whether it is a micro-operation of this class. */
    static boolean knows(int kind) {
        return kind >= Micro.LOAD_V && kind <= Micro.STORE_PAIR_V || kind >= Micro.LOAD_MANY_V;
    }

    void lower(MicroBlock block, int i) {
        switch (block.op(i) & Micro.KIND) {
            case Micro.LOAD_V -> memory.load(block, i);
            case Micro.STORE_V -> memory.store(block, i);
            case Micro.LOAD_PAIR_V -> memory.loadPair(block, i);
            case Micro.STORE_PAIR_V -> memory.storePair(block, i);
            case Micro.LOAD_MANY_V -> structures.load(block, i);
            case Micro.STORE_MANY_V -> structures.store(block, i);
            case Micro.LOAD_LANE_V -> memory.loadLane(block, i);
            case Micro.STORE_LANE_V -> memory.storeLane(block, i);
            case Micro.LOAD_ALL_V -> memory.loadAll(block, i);
            default -> throw new IllegalStateException("micro-operation " + (block.op(i) & Micro.KIND));
        }
    }
}
