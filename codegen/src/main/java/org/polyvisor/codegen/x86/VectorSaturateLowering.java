package org.polyvisor.codegen.x86;

import static org.polyvisor.codegen.x86.VectorFrame.X0;
import static org.polyvisor.codegen.x86.VectorFrame.X3;

import org.polyvisor.codegen.ir.VectorOperation;

/** Operations that keep results within a lane's range and tell the state when they had to. */
final class VectorSaturateLowering {
    private static final int X1 = 1;

    private final VectorFrame frame;
    private final Assembler asm;
    private final VectorShiftLowering shifts;
    private final int lowBytes;
    private final int lowHalves;
    private final int leastHalves;

    VectorSaturateLowering(VectorFrame frame, VectorShiftLowering shifts) {
        this.frame = frame;
        this.shifts = shifts;
        asm = frame.asm;
        lowBytes = frame.constants.add(0x00ff_00ff_00ff_00ffL);
        lowHalves = frame.constants.add(0x0000_ffff_0000_ffffL);
        leastHalves = frame.constants.add(0x8000_8000_8000_8000L);
    }

    void lower() {
        int size = frame.size();
        if (size > 1) {
            frame.giveUp();
            return;
        }
        switch (frame.operation()) {
            case VectorOperation.SAT_ADD_S -> sum(size == 0 ? Sse.PADDSB : Sse.PADDSW, VectorFrame.add(size));
            case VectorOperation.SAT_ADD_U -> sum(size == 0 ? Sse.PADDUSB : Sse.PADDUSW, VectorFrame.add(size));
            case VectorOperation.SAT_SUB_S -> sum(size == 0 ? Sse.PSUBSB : Sse.PSUBSW, VectorFrame.sub(size));
            case VectorOperation.SAT_SUB_U -> sum(size == 0 ? Sse.PSUBUSB : Sse.PSUBUSW, VectorFrame.sub(size));
            case VectorOperation.SAT_NARROW_S, VectorOperation.SAT_ROUND_NARROW_S ->
                narrow(size == 0 ? Sse.PACKSSWB : Sse.PACKSSDW, size == 0 ? Sse.PMOVSXBW : Sse.PMOVSXWD);
            case VectorOperation.SAT_NARROW_SU, VectorOperation.SAT_ROUND_NARROW_SU ->
                narrow(size == 0 ? Sse.PACKUSWB : Sse.PACKUSDW, size == 0 ? Sse.PMOVZXBW : Sse.PMOVZXWD);
            case VectorOperation.SAT_NARROW_U, VectorOperation.SAT_ROUND_NARROW_U -> narrowUnsigned(size);
            default -> multiplyHigh(size);
        }
    }

    private void sum(int saturating, int plain) {
        int a = frame.useA();
        int b = frame.useB();
        asm.vec(saturating, X0, a, b);
        asm.vec(plain, X3, a, b);
        asm.vec(Sse.PCMPEQB, X3, X3, X0);
        frame.noteSaturation(X3, frame.isFull());
        frame.finish(X0);
    }

    /** What is to be narrowed, shifted as the operation says. */
    private int wide(int size, boolean signed) {
        int distance = frame.imm();
        if (distance == 0) {
            return frame.useA();
        }
        boolean rounds = frame.operation() >= VectorOperation.SAT_ROUND_NARROW_S;
        if (rounds) {
            shifts.rounded(distance, size + 1, signed);
        } else {
            shifts.right(X0, frame.useA(), distance, size + 1, signed);
        }
        return X0;
    }

    /** Saturation shows where what was narrowed no longer widens to what it was. */
    private void narrow(int pack, int widen) {
        int wide = wide(frame.size(), true);
        asm.vec(pack, X3, wide, wide);
        int again = wide == X1 ? 2 : X1;
        asm.un(widen, again, X3);
        asm.vec(Sse.PCMPEQB, again, again, wide);
        frame.noteSaturation(again, true);
        finish(X3);
    }

    private void narrowUnsigned(int size) {
        int wide = wide(size, false);
        long most = frame.constants.at(size == 0 ? lowBytes : lowHalves);
        asm.vecM(size == 0 ? Sse.PMINUW : Sse.PMINUD, X3, wide, most);
        int same = wide == X1 ? 2 : X1;
        asm.vec(Sse.PCMPEQB, same, X3, wide);
        frame.noteSaturation(same, true);
        frame.shuffles.narrow(X3, X3, size);
        finish(X3);
    }

    /** The lower half of a register is the result, or its upper half. */
    private void finish(int xmm) {
        if (frame.isFull()) {
            int result = frame.wholeResult();
            asm.vec(Sse.PUNPCKLQDQ, result, frame.useOld(), xmm);
            frame.finishWhole(result);
        } else {
            frame.finish(xmm);
        }
    }

    /** Only the square of the smallest number does not fit, and it alone yields the smallest number. */
    private void multiplyHigh(int size) {
        if (size != 1) {
            frame.giveUp();
            return;
        }
        int a = frame.useA();
        int b = frame.useB();
        if (frame.operation() == VectorOperation.SAT_ROUND_MUL_HIGH) {
            asm.vec(Sse.PMULHRSW, X0, a, b);
        } else {
            asm.vec(Sse.PMULHW, X0, a, b);
            asm.vec(Sse.PMULLW, X3, a, b);
            asm.shiftImm(Sse.PSLLW, X0, X0, 1);
            asm.shiftImm(Sse.PSRLW, X3, X3, 15);
            asm.vec(Sse.POR, X0, X0, X3);
        }
        asm.vecM(Sse.PCMPEQW, X3, X0, frame.constants.at(leastHalves));
        asm.vec(Sse.PXOR, X0, X0, X3);
        frame.ones(X1);
        asm.vec(Sse.PXOR, X3, X3, X1);
        frame.noteSaturation(X3, frame.isFull());
        frame.finish(X0);
    }
}
