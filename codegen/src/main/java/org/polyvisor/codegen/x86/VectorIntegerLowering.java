package org.polyvisor.codegen.x86;

import static org.polyvisor.codegen.x86.VectorFrame.X0;
import static org.polyvisor.codegen.x86.VectorFrame.X3;

import org.polyvisor.codegen.ir.VectorOperation;

/** Logic and arithmetic on lanes. */
final class VectorIntegerLowering {
    private final VectorFrame frame;
    private final Assembler asm;
    private final VectorShiftLowering shifts;

    VectorIntegerLowering(VectorFrame frame, VectorShiftLowering shifts) {
        this.frame = frame;
        this.shifts = shifts;
        asm = frame.asm;
    }

    void lower() {
        int size = frame.size();
        switch (frame.operation()) {
            case VectorOperation.AND -> binary(Sse.PAND);
            case VectorOperation.BIC -> swapped(Sse.PANDN);
            case VectorOperation.OR -> binary(Sse.POR);
            case VectorOperation.ORN -> {
                frame.ones(X0);
                asm.vec(Sse.PXOR, X0, X0, frame.useB());
                last(Sse.POR, X0, frame.useA());
            }
            case VectorOperation.XOR -> binary(Sse.PXOR);
            case VectorOperation.SELECT -> {
                int b = frame.useB();
                asm.vec(Sse.PXOR, X0, frame.useA(), b);
                frame.withOld(Sse.PAND, X0, X0);
                last(Sse.PXOR, X0, b);
            }
            case VectorOperation.INSERT_IF -> {
                frame.withOld(Sse.PXOR, X0, frame.useA());
                asm.vec(Sse.PAND, X0, X0, frame.useB());
                lastWithOld(Sse.PXOR);
            }
            case VectorOperation.INSERT_UNLESS -> {
                frame.withOld(Sse.PXOR, X0, frame.useA());
                asm.vec(Sse.PANDN, X0, frame.useB(), X0);
                lastWithOld(Sse.PXOR);
            }
            case VectorOperation.NOT -> {
                frame.ones(X0);
                last(Sse.PXOR, X0, frame.useA());
            }
            case VectorOperation.ADD -> binary(VectorFrame.add(size));
            case VectorOperation.SUB -> binary(VectorFrame.sub(size));
            case VectorOperation.MAX_S -> binary(VectorFrame.max(size, true));
            case VectorOperation.MAX_U -> binary(VectorFrame.max(size, false));
            case VectorOperation.MIN_S -> binary(VectorFrame.min(size, true));
            case VectorOperation.MIN_U -> binary(VectorFrame.min(size, false));
            default -> lowerMore(size);
        }
    }

    private void lowerMore(int size) {
        switch (frame.operation()) {
            case VectorOperation.MUL -> multiply(size);
            case VectorOperation.MUL_ADD -> {
                product(X0, size);
                lastWithOld(VectorFrame.add(size));
            }
            case VectorOperation.MUL_SUB -> {
                product(X0, size);
                last(VectorFrame.sub(size), frame.useOld(), X0);
            }
            case VectorOperation.DISTANCE_S, VectorOperation.DISTANCE_U -> {
                extremes(size, frame.operation() == VectorOperation.DISTANCE_S);
                last(VectorFrame.sub(size), X0, X3);
            }
            case VectorOperation.ADD_DISTANCE_S, VectorOperation.ADD_DISTANCE_U -> {
                distance(size, frame.operation() == VectorOperation.ADD_DISTANCE_S);
                lastWithOld(VectorFrame.add(size));
            }
            case VectorOperation.ABS -> absolute(size);
            case VectorOperation.NEG -> {
                frame.zero(X0);
                last(VectorFrame.sub(size), X0, frame.useA());
            }
            case VectorOperation.HALVE_S -> halve(size, true);
            case VectorOperation.HALVE_U -> halve(size, false);
            case VectorOperation.HALVE_UP_S -> halveUp(size, true);
            default -> {
                if (size == 0) {
                    binary(Sse.PAVGB);
                } else if (size == 1) {
                    binary(Sse.PAVGW);
                } else {
                    halveUp(size, false);
                }
            }
        }
    }

    private void binary(int op) {
        int a = frame.useA();
        last(op, a, frame.useB());
    }

    private void swapped(int op) {
        int a = frame.useA();
        last(op, frame.useB(), a);
    }

    private void last(int op, int x, int y) {
        int result = frame.result();
        asm.vec(op, result, x, y);
        frame.finish(result);
    }

    /** X0 op the destination's old value. */
    private void lastWithOld(int op) {
        int result = frame.result();
        frame.withOld(op, result, X0);
        frame.finish(result);
    }

    private void multiply(int size) {
        if (size == 0) {
            product(X0, size);
            frame.finish(X0);
        } else {
            binary(size == 1 ? Sse.PMULLW : Sse.PMULLD);
        }
    }

    private void product(int dst, int size) {
        int a = frame.useA();
        int b = frame.useB();
        if (size != 0) {
            asm.vec(size == 1 ? Sse.PMULLW : Sse.PMULLD, dst, a, b);
            return;
        }
        // Odd bytes: a product of half-words whose second factor has its byte on top has the wanted byte on top.
        asm.shiftImm(Sse.PSRLW, dst, a, 8);
        asm.shiftImm(Sse.PSRLW, X3, b, 8);
        asm.shiftImm(Sse.PSLLW, X3, X3, 8);
        asm.vec(Sse.PMULLW, dst, dst, X3);
        asm.vec(Sse.PMULLW, X3, a, b);
        asm.shiftImm(Sse.PSLLW, X3, X3, 8);
        asm.shiftImm(Sse.PSRLW, X3, X3, 8);
        asm.vec(Sse.POR, dst, dst, X3);
    }

    /** The larger ones to X0, the smaller ones to X3. */
    private void extremes(int size, boolean signed) {
        int a = frame.useA();
        int b = frame.useB();
        asm.vec(VectorFrame.max(size, signed), X0, a, b);
        asm.vec(VectorFrame.min(size, signed), X3, a, b);
    }

    /** |a - b| to X0. */
    void distance(int size, boolean signed) {
        extremes(size, signed);
        asm.vec(VectorFrame.sub(size), X0, X0, X3);
    }

    private void absolute(int size) {
        int a = frame.useA();
        if (size < 3) {
            int result = frame.result();
            asm.un(size == 0 ? Sse.PABSB : size == 1 ? Sse.PABSW : Sse.PABSD, result, a);
            frame.finish(result);
            return;
        }
        asm.unImm(Sse.PSHUFD, X0, a, 0xf5);
        asm.shiftImm(Sse.PSRAD, X0, X0, 31);
        asm.vec(Sse.PXOR, X3, a, X0);
        last(Sse.PSUBQ, X3, X0);
    }

    private void halve(int size, boolean signed) {
        int a = frame.useA();
        int b = frame.useB();
        asm.vec(Sse.PXOR, X0, a, b);
        shifts.right(X0, X0, 1, size, signed);
        asm.vec(Sse.PAND, X3, a, b);
        last(VectorFrame.add(size), X0, X3);
    }

    private void halveUp(int size, boolean signed) {
        int a = frame.useA();
        int b = frame.useB();
        asm.vec(Sse.PXOR, X0, a, b);
        shifts.right(X0, X0, 1, size, signed);
        asm.vec(Sse.POR, X3, a, b);
        last(VectorFrame.sub(size), X3, X0);
    }
}
