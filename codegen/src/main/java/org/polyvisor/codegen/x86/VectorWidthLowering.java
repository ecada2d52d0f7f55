package org.polyvisor.codegen.x86;

import static org.polyvisor.codegen.x86.VectorFrame.X0;
import static org.polyvisor.codegen.x86.VectorFrame.X3;

import org.polyvisor.codegen.ir.VectorOperation;

/** Operations that make lanes twice as wide, or half. */
final class VectorWidthLowering {
    private final VectorFrame frame;
    private final Assembler asm;
    private final VectorIntegerLowering integer;
    private final VectorShiftLowering shifts;

    /** By the narrow size: half of the lowest bit that stays. */
    private final int[] half = new int[3];

    VectorWidthLowering(VectorFrame frame, VectorIntegerLowering integer, VectorShiftLowering shifts) {
        this.frame = frame;
        this.integer = integer;
        this.shifts = shifts;
        asm = frame.asm;
        half[0] = frame.constants.add(0x0080_0080_0080_0080L);
        half[1] = frame.constants.add(0x0000_8000_0000_8000L);
        half[2] = frame.constants.add(0x8000_0000L);
    }

    void lower() {
        int size = frame.size();
        int wide = size + 1;
        switch (frame.operation()) {
            case VectorOperation.WIDEN_U -> widenAndShift(size, false);
            case VectorOperation.WIDEN_S -> widenAndShift(size, true);
            case VectorOperation.NARROW -> narrow(size, frame.imm());
            case VectorOperation.ROUND_NARROW -> narrowRounded(size, frame.imm());
            case VectorOperation.ADD_NARROW -> upper(size, VectorFrame.add(wide), false);
            case VectorOperation.SUB_NARROW -> upper(size, VectorFrame.sub(wide), false);
            case VectorOperation.ROUND_ADD_NARROW -> upper(size, VectorFrame.add(wide), true);
            case VectorOperation.ROUND_SUB_NARROW -> upper(size, VectorFrame.sub(wide), true);
            case VectorOperation.ADD_LONG_S -> bothWidened(size, VectorFrame.add(wide), true);
            case VectorOperation.ADD_LONG_U -> bothWidened(size, VectorFrame.add(wide), false);
            case VectorOperation.SUB_LONG_S -> bothWidened(size, VectorFrame.sub(wide), true);
            case VectorOperation.SUB_LONG_U -> bothWidened(size, VectorFrame.sub(wide), false);
            case VectorOperation.ADD_WIDE_S -> oneWidened(size, VectorFrame.add(wide), true);
            case VectorOperation.ADD_WIDE_U -> oneWidened(size, VectorFrame.add(wide), false);
            case VectorOperation.SUB_WIDE_S -> oneWidened(size, VectorFrame.sub(wide), true);
            case VectorOperation.SUB_WIDE_U -> oneWidened(size, VectorFrame.sub(wide), false);
            case VectorOperation.DISTANCE_LONG_S -> {
                distance(size, true);
                frame.finishWhole(X0);
            }
            case VectorOperation.DISTANCE_LONG_U -> {
                distance(size, false);
                frame.finishWhole(X0);
            }
            case VectorOperation.ADD_DISTANCE_LONG_S -> {
                distance(size, true);
                lastWithOld(VectorFrame.add(wide));
            }
            default -> {
                distance(size, false);
                lastWithOld(VectorFrame.add(wide));
            }
        }
    }

    private static int widening(int size, boolean signed) {
        return switch (size) {
            case 0 -> signed ? Sse.PMOVSXBW : Sse.PMOVZXBW;
            case 1 -> signed ? Sse.PMOVSXWD : Sse.PMOVZXWD;
            default -> signed ? Sse.PMOVSXDQ : Sse.PMOVZXDQ;
        };
    }

    /** Widens the half of {@code src} that the operation is about. */
    void widen(int dst, int src, int size, boolean signed) {
        if (frame.isFull()) {
            asm.unImm(Sse.PSHUFD, dst, src, 0xee);
            asm.un(widening(size, signed), dst, dst);
        } else {
            asm.un(widening(size, signed), dst, src);
        }
    }

    private void widenAndShift(int size, boolean signed) {
        int result = frame.wholeResult();
        widen(result, frame.useA(), size, signed);
        if (frame.imm() != 0) {
            shifts.left(result, result, frame.imm(), size + 1);
        }
        frame.finishWhole(result);
    }

    private void lastWithOld(int op) {
        int result = frame.wholeResult();
        frame.withOld(op, result, X0);
        frame.finishWhole(result);
    }

    /** Narrows X0, which has what to keep in the lower halves of its lanes. */
    void finishNarrow(int src, int size) {
        frame.shuffles.narrow(X0, src, size);
        if (frame.isFull()) {
            int result = frame.wholeResult();
            asm.vec(Sse.PUNPCKLQDQ, result, frame.useOld(), X0);
            frame.finishWhole(result);
        } else {
            frame.finishWhole(X0);
        }
    }

    private void narrow(int size, int distance) {
        int a = frame.useA();
        if (distance == 0) {
            finishNarrow(a, size);
        } else {
            shifts.right(X0, a, distance, size + 1, false);
            finishNarrow(X0, size);
        }
    }

    private void narrowRounded(int size, int distance) {
        shifts.right(X0, frame.useA(), distance - 1, size + 1, false);
        asm.vecM(VectorFrame.add(size + 1), X0, X0, shifts.one(size + 1));
        shifts.right(X0, X0, 1, size + 1, false);
        finishNarrow(X0, size);
    }

    private void upper(int size, int op, boolean rounded) {
        int a = frame.useA();
        asm.vec(op, X0, a, frame.useB());
        if (rounded) {
            asm.vecM(VectorFrame.add(size + 1), X0, X0, frame.constants.at(half[size]));
        }
        shifts.right(X0, X0, 8 << size, size + 1, false);
        finishNarrow(X0, size);
    }

    private void bothWidened(int size, int op, boolean signed) {
        widen(X0, frame.useA(), size, signed);
        widen(X3, frame.useB(), size, signed);
        int result = frame.wholeResult();
        asm.vec(op, result, X0, X3);
        frame.finishWhole(result);
    }

    private void oneWidened(int size, int op, boolean signed) {
        int a = frame.useA();
        widen(X0, frame.useB(), size, signed);
        int result = frame.wholeResult();
        asm.vec(op, result, a, X0);
        frame.finishWhole(result);
    }

    private void distance(int size, boolean signed) {
        integer.distance(size, signed);
        widen(X0, X0, size, false);
    }
}
