package org.polyvisor.codegen.x86;

import static org.polyvisor.codegen.x86.VectorFrame.X0;
import static org.polyvisor.codegen.x86.VectorFrame.X3;

import org.polyvisor.codegen.ir.VectorOperation;

/** Comparisons of lanes. The host has only "equal" and "greater, signed"; the others come from maxima and inversions. */
final class VectorCompareLowering {
    private final VectorFrame frame;
    private final Assembler asm;
    private final int signs;

    VectorCompareLowering(VectorFrame frame) {
        this.frame = frame;
        asm = frame.asm;
        signs = frame.constants.add(1L << 63);
    }

    void lower() {
        int size = frame.size();
        int operation = frame.operation();
        boolean equal = operation == VectorOperation.EQ
                || operation == VectorOperation.EQ_ZERO
                || operation == VectorOperation.TEST
                || operation == VectorOperation.LT_ZERO;
        if (size == 3 && !equal && !frame.features.sse42()) {
            frame.giveUp();
            return;
        }
        switch (operation) {
            case VectorOperation.EQ -> {
                int a = frame.useA();
                last(VectorFrame.equal(size), a, frame.useB());
            }
            case VectorOperation.GT_S -> {
                int a = frame.useA();
                last(VectorFrame.greater(size), a, frame.useB());
            }
            case VectorOperation.GE_S -> atLeast(size, true);
            case VectorOperation.GE_U -> atLeast(size, false);
            case VectorOperation.GT_U -> greaterUnsigned(size);
            case VectorOperation.TEST -> {
                int a = frame.useA();
                asm.vec(Sse.PAND, X0, a, frame.useB());
                frame.zero(X3);
                asm.vec(VectorFrame.equal(size), X0, X0, X3);
                lastInverted();
            }
            case VectorOperation.EQ_ZERO -> {
                frame.zero(X0);
                last(VectorFrame.equal(size), X0, frame.useA());
            }
            case VectorOperation.GT_ZERO -> {
                frame.zero(X3);
                last(VectorFrame.greater(size), frame.useA(), X3);
            }
            case VectorOperation.GE_ZERO -> {
                frame.ones(X3);
                last(VectorFrame.greater(size), frame.useA(), X3);
            }
            case VectorOperation.LE_ZERO -> {
                frame.zero(X3);
                asm.vec(VectorFrame.greater(size), X0, frame.useA(), X3);
                lastInverted();
            }
            default -> negative(size);
        }
    }

    private void last(int op, int x, int y) {
        int result = frame.result();
        asm.vec(op, result, x, y);
        frame.finish(result);
    }

    /** ~X0. */
    private void lastInverted() {
        frame.ones(X3);
        last(Sse.PXOR, X0, X3);
    }

    private void atLeast(int size, boolean signed) {
        int a = frame.useA();
        int b = frame.useB();
        if (size < 3) {
            asm.vec(VectorFrame.max(size, signed), X0, a, b);
            last(VectorFrame.equal(size), X0, a);
        } else if (signed) {
            asm.vec(Sse.PCMPGTQ, X0, b, a);
            lastInverted();
        } else {
            asm.vecM(Sse.PXOR, X0, b, frame.constants.at(signs));
            asm.vecM(Sse.PXOR, X3, a, frame.constants.at(signs));
            asm.vec(Sse.PCMPGTQ, X0, X0, X3);
            lastInverted();
        }
    }

    private void greaterUnsigned(int size) {
        int a = frame.useA();
        int b = frame.useB();
        if (size < 3) {
            asm.vec(VectorFrame.max(size, false), X0, a, b);
            asm.vec(VectorFrame.equal(size), X0, X0, b);
            lastInverted();
        } else {
            asm.vecM(Sse.PXOR, X0, a, frame.constants.at(signs));
            asm.vecM(Sse.PXOR, X3, b, frame.constants.at(signs));
            last(Sse.PCMPGTQ, X0, X3);
        }
    }

    private void negative(int size) {
        if (size == 3) {
            asm.unImm(Sse.PSHUFD, X0, frame.useA(), 0xf5);
            asm.shiftImm(Sse.PSRAD, X0, X0, 31);
            frame.finish(X0);
        } else {
            frame.zero(X0);
            last(VectorFrame.greater(size), X0, frame.useA());
        }
    }
}
