package org.polyvisor.codegen.x86;

import static org.polyvisor.codegen.x86.VectorFrame.X0;
import static org.polyvisor.codegen.x86.VectorFrame.X3;

import org.polyvisor.codegen.ir.VectorOperation;

/** Conversions of lanes between precisions, and from and to integers of the same size. */
final class VectorFloatConvertLowering {
    private static final int X1 = 1;
    private static final int TOWARDS_ZERO = 3;

    private final VectorFrame frame;
    private final Assembler asm;
    private final VectorFloatLowering floats;
    private final int indefinite;
    private final int belowTwoTo31;
    private final int lowHalves;
    private final int twoTo16;

    VectorFloatConvertLowering(VectorFrame frame, VectorFloatLowering floats) {
        this.frame = frame;
        this.floats = floats;
        asm = frame.asm;
        indefinite = frame.constants.add(0x8000_0000_8000_0000L);
        belowTwoTo31 = frame.constants.add((Float.floatToRawIntBits(0x1p31f) - 1L) * 0x1_0000_0001L);
        lowHalves = frame.constants.add(0x0000_ffff_0000_ffffL);
        twoTo16 = frame.constants.add(Float.floatToRawIntBits(0x1p16f) * 0x1_0000_0001L);
    }

    void lower() {
        boolean isDouble = frame.size() == 3;
        switch (frame.operation()) {
            case VectorOperation.F_WIDEN -> widen();
            case VectorOperation.F_NARROW -> narrow();
            case VectorOperation.F_TO_INT_S, VectorOperation.F_TO_INT_U -> {
                boolean signed = frame.operation() == VectorOperation.F_TO_INT_S;
                if (isDouble) {
                    doublesToIntegers(signed);
                } else {
                    singlesToIntegers(signed);
                }
            }
            case VectorOperation.F_FROM_INT_S -> {
                if (isDouble) {
                    doublesFromIntegers(true);
                } else {
                    asm.un(Sse.CVTDQ2PS, X0, floats.operandA());
                    floats.finish();
                }
            }
            default -> {
                if (isDouble) {
                    doublesFromIntegers(false);
                } else {
                    singlesFromUnsigned();
                }
            }
        }
    }

    private void widen() {
        int a = frame.useA();
        if (frame.isFull()) {
            asm.unImm(Sse.PSHUFD, X1, a, 0xee);
            a = X1;
        }
        asm.un(Sse.CVTPS2PD, X0, a);
        floats.check(false);
        frame.finishWhole(X0);
    }

    /** The size is that of the result. */
    private void narrow() {
        asm.un(Sse.CVTPD2PS, X0, frame.useA());
        floats.check(true);
        if (frame.isFull()) {
            int result = frame.wholeResult();
            asm.vec(Sse.PUNPCKLQDQ, result, frame.useOld(), X0);
            frame.finishWhole(result);
        } else {
            frame.finishWhole(X0);
        }
    }

    /** Rounded to an integral number as the operation says, which raises the flags that the conversion would. */
    private int rounded(int a, int op) {
        if (frame.imm() == TOWARDS_ZERO) {
            return a;
        }
        asm.unImm(op, X1, a, frame.imm());
        return X1;
    }

    /** Numbers that do not fit become the integer that has only its sign bit; those not below 2^31 leave if unsigned. */
    private void singlesToIntegers(boolean signed) {
        int a = floats.operandA();
        if (!signed) {
            // Before the host raises flags that the guest would not. As integers, floats are in their own order.
            asm.vecM(Sse.PCMPGTD, X3, a, frame.constants.at(belowTwoTo31));
            asm.vec(Sse.POR, X3, X3, a);
            floats.leaveIfAny(X3);
        }
        asm.un(Sse.CVTTPS2DQ, X0, rounded(a, Sse.ROUNDPS));
        if (signed) {
            asm.vecM(Sse.PCMPEQD, X3, X0, frame.constants.at(indefinite));
            floats.leaveIfAny(X3);
        }
        floats.finish();
    }

    private void doublesToIntegers(boolean signed) {
        int a = floats.operandA();
        if (!signed) {
            leaveUnlessBelowTwoTo63(a, 0);
            if (frame.isFull()) {
                leaveUnlessBelowTwoTo63(a, 1);
            }
        }
        a = rounded(a, Sse.ROUNDPD);
        toInteger(a, signed);
        asm.movToXmm(true, X0, Registers.SCRATCH);
        if (frame.isFull()) {
            asm.unImm(Sse.PSHUFD, X3, a, 0xee);
            toInteger(X3, signed);
            asm.pinsr(8, X0, X0, Registers.SCRATCH, 1);
        }
        floats.finish();
    }

    private void leaveUnlessBelowTwoTo63(int xmm, int lane) {
        asm.pextr(8, Registers.SCRATCH, xmm, lane);
        asm.movImm(Registers.T1, Double.doubleToRawLongBits(0x1p63));
        asm.alu(Assembler.CMP, true, Registers.SCRATCH, Registers.T1);
        asm.jcc(Cc.AE, frame.helper());
    }

    private void toInteger(int xmm, boolean signed) {
        asm.cvtToInt(Sse.CVTTSD2SI, true, Registers.SCRATCH, xmm);
        if (signed) {
            // Overflows for the smallest integer only.
            asm.aluImm(Assembler.CMP, true, Registers.SCRATCH, 1);
            asm.jcc(Cc.O, frame.helper());
        }
    }

    private void doublesFromIntegers(boolean signed) {
        int a = frame.useA();
        fromInteger(X0, a, 0, signed);
        if (frame.isFull()) {
            fromInteger(X3, a, 1, signed);
            asm.vec(Sse.UNPCKLPD, X0, X0, X3);
        }
        floats.finish();
    }

    private void fromInteger(int dst, int a, int lane, boolean signed) {
        asm.pextr(8, Registers.SCRATCH, a, lane);
        if (!signed) {
            asm.test(true, Registers.SCRATCH, Registers.SCRATCH);
            asm.jcc(Cc.S, frame.helper());
        }
        frame.zero(dst);
        asm.cvtFromInt(Sse.CVTSI2SD, true, dst, dst, Registers.SCRATCH);
    }

    /** Half-words convert exactly; the sum of both parts is rounded once. */
    private void singlesFromUnsigned() {
        int a = floats.operandA();
        asm.shiftImm(Sse.PSRLD, X3, a, 16);
        asm.vecM(Sse.PAND, X0, a, frame.constants.at(lowHalves));
        asm.un(Sse.CVTDQ2PS, X3, X3);
        asm.un(Sse.CVTDQ2PS, X0, X0);
        asm.vecM(Sse.MULPS, X3, X3, frame.constants.at(twoTo16));
        asm.vec(Sse.ADDPS, X0, X0, X3);
        floats.finish();
    }
}
