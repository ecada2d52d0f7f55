package org.polyvisor.codegen.x86;

import static org.polyvisor.codegen.x86.VectorFrame.X0;
import static org.polyvisor.codegen.x86.VectorFrame.X3;

import org.polyvisor.codegen.ir.VectorOperation;

/** Products that are twice as wide as their factors, and sums of such. */
final class VectorMultiplyLowering {
    /** The registers of the sources, which are free once these were read. */
    private static final int X1 = 1;

    private static final int X2 = 2;

    private final VectorFrame frame;
    private final Assembler asm;
    private final VectorWidthLowering width;
    private final int evenBytes;

    VectorMultiplyLowering(VectorFrame frame, VectorWidthLowering width) {
        this.frame = frame;
        this.width = width;
        asm = frame.asm;
        evenBytes = frame.constants.add(0x00ff_00ff_00ff_00ffL);
    }

    void lower() {
        int wide = frame.size() + 1;
        switch (frame.operation()) {
            case VectorOperation.MUL_LONG_S -> {
                product(true);
                frame.finishWhole(X0);
            }
            case VectorOperation.MUL_LONG_U -> {
                product(false);
                frame.finishWhole(X0);
            }
            case VectorOperation.MUL_ADD_LONG_S -> {
                product(true);
                lastWithOld(VectorFrame.add(wide));
            }
            case VectorOperation.MUL_ADD_LONG_U -> {
                product(false);
                lastWithOld(VectorFrame.add(wide));
            }
            case VectorOperation.MUL_SUB_LONG_S -> {
                product(true);
                fromOld(VectorFrame.sub(wide));
            }
            case VectorOperation.MUL_SUB_LONG_U -> {
                product(false);
                fromOld(VectorFrame.sub(wide));
            }
            case VectorOperation.DOT_S -> dot(true);
            case VectorOperation.DOT_U -> dot(false);
            default -> polynomial();
        }
    }

    private void lastWithOld(int op) {
        int result = frame.wholeResult();
        frame.withOld(op, result, X0);
        frame.finishWhole(result);
    }

    private void fromOld(int op) {
        int result = frame.wholeResult();
        asm.vec(op, result, frame.useOld(), X0);
        frame.finishWhole(result);
    }

    /** To X0. */
    private void product(boolean signed) {
        int size = frame.size();
        int a = frame.useA();
        int b = frame.useB();
        switch (size) {
            case 0 -> {
                width.widen(X0, a, size, signed);
                width.widen(X3, b, size, signed);
                asm.vec(Sse.PMULLW, X0, X0, X3);
            }
            case 1 -> {
                asm.vec(Sse.PMULLW, X0, a, b);
                asm.vec(signed ? Sse.PMULHW : Sse.PMULHUW, X3, a, b);
                asm.vec(frame.isFull() ? Sse.PUNPCKHWD : Sse.PUNPCKLWD, X0, X0, X3);
            }
            default -> {
                // Each factor into the lower half of a doubleword.
                int order = frame.isFull() ? 0b11_11_10_10 : 0b01_01_00_00;
                asm.unImm(Sse.PSHUFD, X0, a, order);
                asm.unImm(Sse.PSHUFD, X3, b, order);
                asm.vec(signed ? Sse.PMULDQ : Sse.PMULUDQ, X0, X0, X3);
            }
        }
    }

    /** Even bytes and odd ones apart, as half-words. */
    private void dot(boolean signed) {
        int a = frame.useA();
        int b = frame.useB();
        if (signed) {
            asm.shiftImm(Sse.PSLLW, X0, a, 8);
            asm.shiftImm(Sse.PSRAW, X0, X0, 8);
            asm.shiftImm(Sse.PSLLW, X3, b, 8);
            asm.shiftImm(Sse.PSRAW, X3, X3, 8);
        } else {
            asm.vecM(Sse.PAND, X0, a, frame.constants.at(evenBytes));
            asm.vecM(Sse.PAND, X3, b, frame.constants.at(evenBytes));
        }
        asm.vec(Sse.PMADDWD, X0, X0, X3);
        asm.shiftImm(signed ? Sse.PSRAW : Sse.PSRLW, X1, a, 8);
        asm.shiftImm(signed ? Sse.PSRAW : Sse.PSRLW, X2, b, 8);
        asm.vec(Sse.PMADDWD, X1, X1, X2);
        asm.vec(Sse.PADDD, X0, X0, X1);
        int result = frame.result();
        frame.withOld(Sse.PADDD, result, X0);
        frame.finish(result);
    }

    private void polynomial() {
        if (frame.size() != 3 || !frame.features.pclmulqdq()) {
            frame.giveUp();
            return;
        }
        int a = frame.useA();
        int b = frame.useB();
        int result = frame.wholeResult();
        asm.vecImm(Sse.PCLMULQDQ, result, a, b, frame.isFull() ? 0x11 : 0);
        frame.finishWhole(result);
    }
}
