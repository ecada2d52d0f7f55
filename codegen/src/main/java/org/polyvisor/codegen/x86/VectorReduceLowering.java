package org.polyvisor.codegen.x86;

import static org.polyvisor.codegen.x86.VectorFrame.X0;
import static org.polyvisor.codegen.x86.VectorFrame.X3;

import org.polyvisor.codegen.ir.VectorOperation;

/** Operations on neighbouring lanes, on all lanes of a vector, and on the bits of bytes. */
final class VectorReduceLowering {
    /** The register of the first source, which is free once that was read. */
    private static final int X1 = 1;

    private final VectorFrame frame;
    private final Assembler asm;
    private final VectorShiftLowering shifts;
    private final int lowHalves;
    private final int lowWords;
    private final int nibbles;
    private final int onesOfNibble;
    private final int reversedLow;
    private final int reversedHigh;

    VectorReduceLowering(VectorFrame frame, VectorShiftLowering shifts) {
        this.frame = frame;
        this.shifts = shifts;
        asm = frame.asm;
        ConstantPool pool = frame.constants;
        lowHalves = pool.add(0x0000_ffff_0000_ffffL);
        lowWords = pool.add(0xffff_ffffL);
        nibbles = pool.add(0x0f0f_0f0f_0f0f_0f0fL);
        int[] ones = new int[16];
        int[] low = new int[16];
        int[] high = new int[16];
        for (int i = 0; i < 16; i++) {
            ones[i] = Integer.bitCount(i);
            high[i] = Integer.reverse(i) >>> 28;
            low[i] = high[i] << 4;
        }
        onesOfNibble = pool.ofBytes(ones);
        reversedLow = pool.ofBytes(low);
        reversedHigh = pool.ofBytes(high);
    }

    void lower() {
        int size = frame.size();
        switch (frame.operation()) {
            case VectorOperation.PAIR_ADD -> pairs(VectorFrame.add(size));
            case VectorOperation.PAIR_MAX_S -> pairs(VectorFrame.max(size, true));
            case VectorOperation.PAIR_MAX_U -> pairs(VectorFrame.max(size, false));
            case VectorOperation.PAIR_MIN_S -> pairs(VectorFrame.min(size, true));
            case VectorOperation.PAIR_MIN_U -> pairs(VectorFrame.min(size, false));
            case VectorOperation.PAIR_ADD_SCALAR -> {
                int a = frame.useA();
                asm.unImm(Sse.PSHUFD, X0, a, 0xee);
                asm.vec(Sse.PADDQ, X0, X0, a);
                frame.finish(X0);
            }
            case VectorOperation.PAIR_LONG_S, VectorOperation.PAIR_LONG_U -> {
                longPairs(size, frame.operation() == VectorOperation.PAIR_LONG_S);
                frame.finish(X0);
            }
            case VectorOperation.PAIR_LONG_ADD_S, VectorOperation.PAIR_LONG_ADD_U -> {
                longPairs(size, frame.operation() == VectorOperation.PAIR_LONG_ADD_S);
                int result = frame.result();
                frame.withOld(VectorFrame.add(size + 1), result, X0);
                frame.finish(result);
            }
            case VectorOperation.SUM -> sum(size);
            case VectorOperation.SUM_LONG_S, VectorOperation.SUM_LONG_U -> {
                longPairs(size, frame.operation() == VectorOperation.SUM_LONG_S);
                across(X0, size + 1, VectorFrame.add(size + 1));
                frame.finishLowest(X0, 2 << size);
            }
            case VectorOperation.MAX_OF_S -> across(VectorFrame.max(size, true));
            case VectorOperation.MAX_OF_U -> across(VectorFrame.max(size, false));
            case VectorOperation.MIN_OF_S -> across(VectorFrame.min(size, true));
            case VectorOperation.MIN_OF_U -> across(VectorFrame.min(size, false));
            case VectorOperation.COUNT_ONES -> byNibbles(onesOfNibble, onesOfNibble, Sse.PADDB);
            default -> byNibbles(reversedLow, reversedHigh, Sse.POR);
        }
    }

    private void pairs(int op) {
        int size = frame.size();
        int a = frame.useA();
        int b = frame.useB();
        if (frame.isFull()) {
            frame.shuffles.split(X0, a, size);
            frame.shuffles.split(X3, b, size);
            asm.vec(Sse.PUNPCKHQDQ, X1, X0, X3);
            asm.vec(Sse.PUNPCKLQDQ, X0, X0, X3);
            int result = frame.result();
            asm.vec(op, result, X0, X1);
            frame.finish(result);
        } else {
            asm.vec(Sse.PUNPCKLQDQ, X0, a, b);
            frame.shuffles.split(X0, X0, size);
            asm.shiftImm(Sse.PSRLDQ, X3, X0, 8);
            asm.vec(op, X0, X0, X3);
            frame.finish(X0);
        }
    }

    /** Sums of neighbours to X0. */
    private void longPairs(int size, boolean signed) {
        int a = frame.useA();
        switch (size) {
            case 0 -> {
                if (signed) {
                    asm.loadVA(X0, shifts.one(0));
                    asm.vec(Sse.PMADDUBSW, X0, X0, a);
                } else {
                    asm.vecM(Sse.PMADDUBSW, X0, a, shifts.one(0));
                }
            }
            case 1 -> {
                if (signed) {
                    asm.vecM(Sse.PMADDWD, X0, a, shifts.one(1));
                } else {
                    asm.shiftImm(Sse.PSRLD, X0, a, 16);
                    asm.vecM(Sse.PAND, X3, a, frame.constants.at(lowHalves));
                    asm.vec(Sse.PADDD, X0, X0, X3);
                }
            }
            default -> {
                asm.shiftImm(Sse.PSRLQ, X0, a, 32);
                if (signed) {
                    asm.vecM(Sse.PMULDQ, X0, X0, shifts.one(3));
                    asm.vecM(Sse.PMULDQ, X3, a, shifts.one(3));
                } else {
                    asm.vecM(Sse.PAND, X3, a, frame.constants.at(lowWords));
                }
                asm.vec(Sse.PADDQ, X0, X0, X3);
            }
        }
    }

    private void sum(int size) {
        if (size != 0) {
            across(VectorFrame.add(size));
            return;
        }
        frame.zero(X0);
        asm.vec(Sse.PSADBW, X0, X0, frame.useA());
        if (frame.isFull()) {
            asm.unImm(Sse.PSHUFD, X3, X0, 0xee);
            asm.vec(Sse.PADDQ, X0, X0, X3);
        }
        frame.finishLowest(X0, 1);
    }

    private void across(int op) {
        across(frame.useA(), frame.size(), op);
        frame.finishLowest(X0, 1 << frame.size());
    }

    /** Joins all lanes of {@code src} in the lowest of X0, in halves of what is left. */
    private void across(int src, int size, int op) {
        int from = src;
        if (frame.isFull()) {
            asm.unImm(Sse.PSHUFD, X3, from, 0xee);
            asm.vec(op, X0, from, X3);
            from = X0;
        }
        if (size < 3) {
            asm.unImm(Sse.PSHUFD, X3, from, 0x55);
            asm.vec(op, X0, from, X3);
        }
        if (size < 2) {
            asm.shiftImm(Sse.PSRLD, X3, X0, 16);
            asm.vec(op, X0, X0, X3);
        }
        if (size < 1) {
            asm.shiftImm(Sse.PSRLW, X3, X0, 8);
            asm.vec(op, X0, X0, X3);
        }
    }

    /** Looks up both nibbles of each byte and joins what was found. */
    private void byNibbles(int ofLow, int ofHigh, int op) {
        int a = frame.useA();
        long mask = frame.constants.at(nibbles);
        asm.vecM(Sse.PAND, X3, a, mask);
        asm.loadVA(X0, frame.constants.at(ofLow));
        asm.vec(Sse.PSHUFB, X0, X0, X3);
        asm.shiftImm(Sse.PSRLW, X3, a, 4);
        asm.vecM(Sse.PAND, X3, X3, mask);
        asm.loadVA(X1, frame.constants.at(ofHigh));
        asm.vec(Sse.PSHUFB, X1, X1, X3);
        asm.vec(op, X0, X0, X1);
        frame.finish(X0);
    }
}
