package org.polyvisor.codegen.x86;

import static org.polyvisor.codegen.x86.VectorFrame.X0;
import static org.polyvisor.codegen.x86.VectorFrame.X3;

import org.polyvisor.codegen.ir.VectorOperation;

/** Lanes in another order, from one vector or two. */
final class VectorPermuteLowering {
    private static final long BYTES = 0x0101_0101_0101_0101L;

    private final VectorFrame frame;
    private final Assembler asm;
    private final int evenBytes;
    private final int oddBytes;
    private final int reverse16;
    private final int[] reverse32 = new int[2];
    private final int[] reverse64 = new int[2];

    /** Saturating addition of it to an index makes the host's shuffle yield zero if the index is 16 or more. */
    private final int outside;

    private final int[] sixteens = new int[4];
    private final int[] lastInside = new int[5];

    VectorPermuteLowering(VectorFrame frame) {
        this.frame = frame;
        asm = frame.asm;
        ConstantPool pool = frame.constants;
        evenBytes = pool.add(0x00ff_00ff_00ff_00ffL);
        oddBytes = pool.add(0xff00_ff00_ff00_ff00L);
        reverse16 = pool.ofBytes(1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14);
        reverse32[0] = pool.ofBytes(3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);
        reverse32[1] = pool.ofBytes(2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13);
        reverse64[0] = pool.ofBytes(7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8);
        reverse64[1] = pool.ofBytes(6, 7, 4, 5, 2, 3, 0, 1, 14, 15, 12, 13, 10, 11, 8, 9);
        outside = pool.add(0x70 * BYTES);
        for (int i = 1; i <= 4; i++) {
            lastInside[i] = pool.add((16L * i - 1) * BYTES);
            sixteens[i - 1] = pool.add(16L * (i - 1) * BYTES);
        }
    }

    void lower() {
        int size = frame.size();
        switch (frame.operation()) {
            case VectorOperation.EVEN -> split(size, Sse.PUNPCKLQDQ);
            case VectorOperation.ODD -> split(size, Sse.PUNPCKHQDQ);
            case VectorOperation.TRANSPOSE_EVEN -> transposeEven(size);
            case VectorOperation.TRANSPOSE_ODD -> transposeOdd(size);
            case VectorOperation.INTERLEAVE_LOW -> last(VectorShuffles.interleaveLow(size));
            case VectorOperation.INTERLEAVE_HIGH -> interleaveHigh(size);
            case VectorOperation.EXTRACT -> extract();
            case VectorOperation.REVERSE16 -> reverse(reverse16);
            case VectorOperation.REVERSE32 -> reverse(reverse32[size]);
            case VectorOperation.REVERSE64 -> {
                if (size == 2) {
                    int result = frame.result();
                    asm.unImm(Sse.PSHUFD, result, frame.useA(), 0xb1);
                    frame.finish(result);
                } else {
                    reverse(reverse64[size]);
                }
            }
            case VectorOperation.LOOKUP -> {
                lookUp();
                frame.finish(X0);
            }
            case VectorOperation.LOOKUP_INSERT -> lookUpAndInsert();
            case VectorOperation.BROADCAST -> {
                int result = frame.result();
                frame.broadcast(result, frame.useA(), size, frame.imm());
                frame.finish(result);
            }
            case VectorOperation.LANE -> {
                asm.shiftImm(Sse.PSRLDQ, X0, frame.useA(), frame.imm() << size);
                frame.finishLowest(X0, 1 << size);
            }
            default -> insert(size, frame.imm() & 15, frame.imm() >>> 4);
        }
    }

    private void last(int op) {
        int a = frame.useA();
        int b = frame.useB();
        int result = frame.result();
        asm.vec(op, result, a, b);
        frame.finish(result);
    }

    /** Even lanes of both to the lower half of a register, odd ones to the upper; one of the halves is the result. */
    private void split(int size, int half) {
        int a = frame.useA();
        int b = frame.useB();
        if (frame.isFull()) {
            frame.shuffles.split(X0, a, size);
            frame.shuffles.split(X3, b, size);
            int result = frame.result();
            asm.vec(half, result, X0, X3);
            frame.finish(result);
            return;
        }
        asm.vec(Sse.PUNPCKLQDQ, X0, a, b);
        frame.shuffles.split(X0, X0, size);
        if (half == Sse.PUNPCKHQDQ) {
            asm.shiftImm(Sse.PSRLDQ, X0, X0, 8);
        }
        frame.finish(X0);
    }

    private void transposeEven(int size) {
        int a = frame.useA();
        int b = frame.useB();
        int result = frame.result();
        switch (size) {
            case 0 -> {
                asm.vecM(Sse.PAND, X0, a, frame.constants.at(evenBytes));
                asm.shiftImm(Sse.PSLLW, X3, b, 8);
                asm.vec(Sse.POR, result, X0, X3);
            }
            case 1 -> {
                asm.shiftImm(Sse.PSLLD, X3, b, 16);
                asm.vecImm(Sse.PBLENDW, result, a, X3, 0xaa);
            }
            case 2 -> {
                asm.shiftImm(Sse.PSLLQ, X3, b, 32);
                asm.vecImm(Sse.PBLENDW, result, a, X3, 0xcc);
            }
            default -> asm.vec(Sse.PUNPCKLQDQ, result, a, b);
        }
        frame.finish(result);
    }

    private void transposeOdd(int size) {
        int a = frame.useA();
        int b = frame.useB();
        int result = frame.result();
        switch (size) {
            case 0 -> {
                asm.shiftImm(Sse.PSRLW, X0, a, 8);
                asm.vecM(Sse.PAND, X3, b, frame.constants.at(oddBytes));
                asm.vec(Sse.POR, result, X0, X3);
            }
            case 1 -> {
                asm.shiftImm(Sse.PSRLD, X0, a, 16);
                asm.vecImm(Sse.PBLENDW, result, X0, b, 0xaa);
            }
            case 2 -> {
                asm.shiftImm(Sse.PSRLQ, X0, a, 32);
                asm.vecImm(Sse.PBLENDW, result, X0, b, 0xcc);
            }
            default -> asm.vec(Sse.PUNPCKHQDQ, result, a, b);
        }
        frame.finish(result);
    }

    private void interleaveHigh(int size) {
        if (frame.isFull()) {
            last(VectorShuffles.interleaveHigh(size));
            return;
        }
        int a = frame.useA();
        asm.vec(VectorShuffles.interleaveLow(size), X0, a, frame.useB());
        asm.shiftImm(Sse.PSRLDQ, X0, X0, 8);
        frame.finish(X0);
    }

    private void extract() {
        int a = frame.useA();
        int b = frame.useB();
        if (frame.isFull()) {
            int result = frame.result();
            asm.vecImm(Sse.PALIGNR, result, b, a, frame.imm());
            frame.finish(result);
        } else {
            asm.vec(Sse.PUNPCKLQDQ, X0, a, b);
            asm.shiftImm(Sse.PSRLDQ, X0, X0, frame.imm());
            frame.finish(X0);
        }
    }

    private void reverse(int mask) {
        int result = frame.result();
        asm.vecM(Sse.PSHUFB, result, frame.useA(), frame.constants.at(mask));
        frame.finish(result);
    }

    /** To X0. */
    private void lookUp() {
        int b = frame.useB();
        for (int k = 0; k < frame.imm(); k++) {
            if (k == 0) {
                asm.vecM(Sse.PADDUSB, X3, b, frame.constants.at(outside));
            } else {
                asm.vecM(Sse.PSUBB, X3, b, frame.constants.at(sixteens[k]));
                asm.vecM(Sse.PADDUSB, X3, X3, frame.constants.at(outside));
            }
            int part = k == 0 ? X0 : 1;
            frame.vectors.load(part, frame.a() + k & 31);
            asm.vec(Sse.PSHUFB, part, part, X3);
            if (k != 0) {
                asm.vec(Sse.POR, X0, X0, part);
            }
        }
    }

    private void lookUpAndInsert() {
        lookUp();
        int b = frame.useB();
        asm.vecM(Sse.PMINUB, X3, b, frame.constants.at(lastInside[frame.imm()]));
        asm.vec(Sse.PCMPEQB, X3, X3, b);
        frame.vectors.load(1, frame.d());
        asm.vec(Sse.PANDN, X3, X3, 1);
        asm.vec(Sse.POR, X0, X0, X3);
        frame.finish(X0);
    }

    private void insert(int size, int to, int from) {
        int a = frame.useA();
        int old = frame.useOld();
        int result = frame.wholeResult();
        switch (size) {
            case 2 -> asm.vecImm(Sse.INSERTPS, result, old, a, from << 6 | to << 4);
            case 3 -> {
                if (to == 0) {
                    asm.vecImm(Sse.SHUFPD, result, a, old, from | 2);
                } else {
                    asm.vecImm(Sse.SHUFPD, result, old, a, from << 1);
                }
            }
            default -> {
                asm.pextr(1 << size, Registers.SCRATCH, a, from);
                asm.pinsr(1 << size, result, old, Registers.SCRATCH, to);
            }
        }
        frame.finishWhole(result);
    }
}
