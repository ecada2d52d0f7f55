package org.polyvisor.codegen.x86;

import org.polyvisor.codegen.ir.Micro;
import org.polyvisor.codegen.ir.MicroBlock;
import org.polyvisor.codegen.ir.VectorShape;

/** Loads and stores of one to four vector registers whose elements follow each other in memory, or alternate. */
final class VectorStructureLowering {
    private final Assembler asm;
    private final VectorOperands vectors;
    private final MemoryLowering memory;
    private final VectorMemoryLowering plain;
    private final VectorShuffles shuffles;
    private final VectorTriples triples;

    VectorStructureLowering(
            Assembler asm,
            VectorOperands vectors,
            MemoryLowering memory,
            VectorMemoryLowering plain,
            VectorShuffles shuffles,
            VectorTriples triples) {
        this.asm = asm;
        this.vectors = vectors;
        this.memory = memory;
        this.plain = plain;
        this.shuffles = shuffles;
        this.triples = triples;
    }

    /** Alternating elements: of two registers, three or four. */
    void load(MicroBlock block, int i) {
        int c = block.c(i);
        int count = VectorShape.registersOf(c);
        boolean full = (c & VectorShape.FULL) != 0;
        int d = block.d(i);
        memory.probe(block, i, count * (full ? 16 : 8), false);
        if ((c & VectorShape.INTERLEAVED) == 0) {
            for (int k = 0; k < count; k++) {
                plain.fetch(d + k & 31, full ? 4 : 3, k * (full ? 16 : 8));
            }
        } else if (count == 2) {
            loadTwo(d, c & Micro.SIZE, full);
        } else {
            loadMore(d, c & Micro.SIZE, count, full);
        }
    }

    private void loadTwo(int d, int size, boolean full) {
        int second = d + 1 & 31;
        asm.loadV(0, memory.host(0));
        shuffles.split(0, 0, size);
        int high = VectorOperands.target(second, 2);
        int low = VectorOperands.target(d, 2);
        if (full) {
            asm.loadV(1, memory.host(16));
            shuffles.split(1, 1, size);
            asm.vec(Sse.PUNPCKHQDQ, high, 0, 1);
            vectors.store(second, high);
            asm.vec(Sse.PUNPCKLQDQ, low, 0, 1);
        } else {
            asm.shiftImm(Sse.PSRLDQ, high, 0, 8);
            vectors.store(second, high);
            asm.un(Sse.MOVQ, low, 0);
        }
        vectors.store(d, low);
    }

    private void loadMore(int d, int size, int count, boolean full) {
        if (count == 3) {
            triples.load(d, size, full);
        } else if (full) {
            loadFour(d, size);
        } else {
            loadFourHalves(d, size);
        }
    }

    private void loadFourHalves(int d, int size) {
        gather(0, size, 0);
        gather(1, size, 16);
        asm.vec(Sse.PUNPCKLDQ, 2, 0, 1);
        asm.vec(Sse.PUNPCKHDQ, 0, 0, 1);
        storeParts(d, 2);
        storeParts(d + 2 & 31, 0);
    }

    /** The halves of a register to a guest's register each. */
    private void storeParts(int first, int xmm) {
        int low = VectorOperands.target(first, 1);
        asm.un(Sse.MOVQ, low, xmm);
        vectors.store(first, low);
        int second = first + 1 & 31;
        int high = VectorOperands.target(second, 1);
        asm.shiftImm(Sse.PSRLDQ, high, xmm, 8);
        vectors.store(second, high);
    }

    private void storeMore(int d, int size, int count, boolean full) {
        if (count == 3) {
            triples.store(d, size, full);
        } else if (full) {
            storeFour(d, size);
        } else {
            storeFourHalves(d, size);
        }
    }

    private void storeFourHalves(int d, int size) {
        int first = vectors.use(d, 0);
        int second = vectors.use(d + 1 & 31, 1);
        asm.vec(Sse.PUNPCKLQDQ, 0, first, second);
        int third = vectors.use(d + 2 & 31, 1);
        int fourth = vectors.use(d + 3 & 31, 2);
        asm.vec(Sse.PUNPCKLQDQ, 1, third, fourth);
        asm.vecImm(Sse.SHUFPS, 2, 0, 1, 0x88);
        shuffles.scatter(2, 2, size);
        asm.storeV(memory.host(0), 2);
        asm.vecImm(Sse.SHUFPS, 2, 0, 1, 0xdd);
        shuffles.scatter(2, 2, size);
        asm.storeV(memory.host(16), 2);
    }

    private void loadFour(int d, int size) {
        int v1 = d + 1 & 31;
        int v2 = d + 2 & 31;
        int v3 = d + 3 & 31;
        if (size == 3) {
            loadDoublewords(d, v1, 0);
            loadDoublewords(v2, v3, 16);
            return;
        }
        // Each 16 bytes become four words, one for each register; then the words are transposed.
        gather(0, size, 0);
        gather(1, size, 16);
        asm.vec(Sse.PUNPCKHDQ, 2, 0, 1);
        asm.vec(Sse.PUNPCKLDQ, 0, 0, 1);
        vectors.store(v2, 2);
        gather(1, size, 32);
        gather(3, size, 48);
        asm.vec(Sse.PUNPCKLDQ, 2, 1, 3);
        asm.vec(Sse.PUNPCKHDQ, 1, 1, 3);
        asm.vec(Sse.PUNPCKHQDQ, 3, 0, 2);
        vectors.store(v1, 3);
        asm.vec(Sse.PUNPCKLQDQ, 0, 0, 2);
        vectors.store(d, 0);
        int upper = vectors.use(v2, 0);
        asm.vec(Sse.PUNPCKHQDQ, 3, upper, 1);
        vectors.store(v3, 3);
        asm.vec(Sse.PUNPCKLQDQ, upper, upper, 1);
        vectors.store(v2, upper);
    }

    private void gather(int xmm, int size, int offset) {
        asm.loadV(xmm, memory.host(offset));
        shuffles.gather(xmm, xmm, size);
    }

    private void loadDoublewords(int first, int second, int offset) {
        asm.loadV(0, memory.host(offset));
        asm.loadV(1, memory.host(offset + 32));
        asm.vec(Sse.PUNPCKLQDQ, 2, 0, 1);
        vectors.store(first, 2);
        asm.vec(Sse.PUNPCKHQDQ, 2, 0, 1);
        vectors.store(second, 2);
    }

    void store(MicroBlock block, int i) {
        int c = block.c(i);
        int count = VectorShape.registersOf(c);
        boolean full = (c & VectorShape.FULL) != 0;
        int d = block.d(i);
        memory.probe(block, i, count * (full ? 16 : 8), true);
        if ((c & VectorShape.INTERLEAVED) == 0) {
            for (int k = 0; k < count; k++) {
                plain.put(d + k & 31, full ? 4 : 3, k * (full ? 16 : 8));
            }
        } else if (count == 2) {
            storeTwo(d, c & Micro.SIZE, full);
        } else {
            storeMore(d, c & Micro.SIZE, count, full);
        }
    }

    private void storeTwo(int d, int size, boolean full) {
        int first = vectors.use(d, 1);
        int second = vectors.use(d + 1 & 31, 2);
        asm.vec(VectorShuffles.interleaveLow(size), 0, first, second);
        asm.storeV(memory.host(0), 0);
        if (full) {
            asm.vec(VectorShuffles.interleaveHigh(size), 0, first, second);
            asm.storeV(memory.host(16), 0);
        }
    }

    private void storeFour(int d, int size) {
        if (size == 3) {
            storeDoublewords(d, d + 1 & 31, 0);
            storeDoublewords(d + 2 & 31, d + 3 & 31, 16);
            return;
        }
        storeHalves(d, size, Sse.PUNPCKLDQ, 0);
        storeHalves(d, size, Sse.PUNPCKHDQ, 32);
    }

    private void storeHalves(int d, int size, int unpack, int offset) {
        int first = vectors.use(d, 0);
        int second = vectors.use(d + 1 & 31, 1);
        asm.vec(unpack, 0, first, second);
        int third = vectors.use(d + 2 & 31, 1);
        int fourth = vectors.use(d + 3 & 31, 2);
        asm.vec(unpack, 1, third, fourth);
        asm.vec(Sse.PUNPCKLQDQ, 2, 0, 1);
        shuffles.scatter(2, 2, size);
        asm.storeV(memory.host(offset), 2);
        asm.vec(Sse.PUNPCKHQDQ, 2, 0, 1);
        shuffles.scatter(2, 2, size);
        asm.storeV(memory.host(offset + 16), 2);
    }

    private void storeDoublewords(int first, int second, int offset) {
        int low = vectors.use(first, 1);
        int high = vectors.use(second, 2);
        asm.vec(Sse.PUNPCKLQDQ, 0, low, high);
        asm.storeV(memory.host(offset), 0);
        asm.vec(Sse.PUNPCKHQDQ, 0, low, high);
        asm.storeV(memory.host(offset + 32), 0);
    }
}
