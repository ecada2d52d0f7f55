package org.polyvisor.codegen.x86;

import static org.polyvisor.codegen.x86.VectorFrame.X0;
import static org.polyvisor.codegen.x86.VectorFrame.X3;

import org.polyvisor.codegen.ir.VectorOperation;

/**
 * Floating point on lanes. As of {@link FloatLowering}: results that host and guest see differently leave for the helper.
 * Lanes that don't count become copies of those that do, so that they raise no flags of their own.
 */
final class VectorFloatLowering {
    private static final int X1 = 1;
    private static final int X2 = 2;

    /** Predicates of CMPPS. */
    private static final int EQUAL = 0;

    private static final int LESS = 1;
    private static final int LESS_OR_EQUAL = 2;
    private static final int UNORDERED = 3;

    private final VectorFrame frame;
    private final Assembler asm;

    /** By precision, single first: all bits but the sign, the sign, the smallest normal number. */
    private final int[] magnitude = new int[2];

    private final int[] sign = new int[2];
    private final int[] least = new int[2];

    VectorFloatLowering(VectorFrame frame) {
        this.frame = frame;
        asm = frame.asm;
        ConstantPool pool = frame.constants;
        magnitude[0] = pool.add(0x7fff_ffff_7fff_ffffL);
        magnitude[1] = pool.add(Long.MAX_VALUE);
        sign[0] = pool.add(0x8000_0000_8000_0000L);
        sign[1] = pool.add(Long.MIN_VALUE);
        least[0] = pool.add(0x0080_0000_0080_0000L);
        least[1] = pool.add(0x0010_0000_0000_0000L);
    }

    void lower() {
        switch (frame.operation()) {
            case VectorOperation.F_ADD -> binary(pick(Sse.ADDPS, Sse.ADDPD), false);
            case VectorOperation.F_SUB -> binary(pick(Sse.SUBPS, Sse.SUBPD), false);
            case VectorOperation.F_MUL -> binary(pick(Sse.MULPS, Sse.MULPD), true);
            case VectorOperation.F_DIV -> binary(pick(Sse.DIVPS, Sse.DIVPD), true);
            case VectorOperation.F_MUL_ADD -> fused(pick(Sse.VFMADD231PS, Sse.VFMADD231PD));
            case VectorOperation.F_MUL_SUB -> fused(pick(Sse.VFNMADD231PS, Sse.VFNMADD231PD));
            case VectorOperation.F_MAX, VectorOperation.F_MAX_NUMBER -> {
                extremes(operandA(), operandB(), true);
                finish();
            }
            case VectorOperation.F_MIN, VectorOperation.F_MIN_NUMBER -> {
                extremes(operandA(), operandB(), false);
                finish();
            }
            case VectorOperation.F_DISTANCE -> {
                int a = operandA();
                asm.vec(pick(Sse.SUBPS, Sse.SUBPD), X0, a, operandB());
                check(false);
                asm.vecM(Sse.PAND, X0, X0, frame.constants.at(of(magnitude)));
                finish();
            }
            case VectorOperation.F_SQRT -> {
                asm.un(pick(Sse.SQRTPS, Sse.SQRTPD), X0, operandA());
                check(false);
                finish();
            }
            case VectorOperation.F_ABS -> bits(Sse.PAND, magnitude);
            case VectorOperation.F_NEG -> bits(Sse.PXOR, sign);
            case VectorOperation.F_ROUND -> {
                asm.unImm(pick(Sse.ROUNDPS, Sse.ROUNDPD), X0, operandA(), frame.imm());
                check(false);
                finish();
            }
            case VectorOperation.F_PAIR_ADD, VectorOperation.F_PAIR_ADD_SCALAR -> {
                pairs();
                asm.vec(pick(Sse.ADDPS, Sse.ADDPD), X0, X0, X3);
                check(false);
                finish();
            }
            case VectorOperation.F_PAIR_MAX -> pairsOfExtremes(true);
            case VectorOperation.F_PAIR_MIN -> pairsOfExtremes(false);
            default -> compare();
        }
    }

    private boolean isDouble() {
        return frame.size() == 3;
    }

    private int pick(int single, int twice) {
        return isDouble() ? twice : single;
    }

    private int of(int[] constants) {
        return constants[isDouble() ? 1 : 0];
    }

    /** The first source, where need be with copies instead of lanes that don't count. */
    int operandA() {
        return prepare(X1, frame.useA());
    }

    private int operandB() {
        int b = frame.useB();
        return frame.isByElement() ? b : prepare(X2, b);
    }

    private int prepare(int scratch, int xmm) {
        if (frame.isFull()) {
            return xmm;
        }
        asm.unImm(Sse.PSHUFD, scratch, xmm, frame.isLowest() && !isDouble() ? 0 : 0x44);
        return scratch;
    }

    /** X0 is the result. */
    void finish() {
        if (frame.isLowest() && !isDouble()) {
            frame.finishLowest(X0, 4);
        } else {
            frame.finish(X0);
        }
    }

    /** Leaves if X0 has a NaN or, where that matters, a number that is the smallest normal one. Destroys X1 and X3. */
    void check(boolean underflows) {
        asm.vecImm(pick(Sse.CMPPS, Sse.CMPPD), X3, X0, X0, UNORDERED);
        if (underflows) {
            asm.vecM(Sse.PAND, X1, X0, frame.constants.at(of(magnitude)));
            asm.vecM(isDouble() ? Sse.PCMPEQQ : Sse.PCMPEQD, X1, X1, frame.constants.at(of(least)));
            asm.vec(Sse.POR, X3, X3, X1);
        }
        leaveIfAny(X3);
    }

    /** Leaves if any lane has its highest bit set. */
    void leaveIfAny(int xmm) {
        asm.movmskps(Registers.SCRATCH, xmm);
        asm.test(false, Registers.SCRATCH, Registers.SCRATCH);
        asm.jcc(Cc.NE, frame.helper());
    }

    private void binary(int op, boolean underflows) {
        int a = operandA();
        asm.vec(op, X0, a, operandB());
        check(underflows);
        finish();
    }

    private void fused(int op) {
        if (!frame.features.fma()) {
            frame.giveUp();
            return;
        }
        int a = operandA();
        int b = operandB();
        frame.vectors.load(X0, frame.d());
        if (!frame.isFull()) {
            asm.unImm(Sse.PSHUFD, X0, X0, frame.isLowest() && !isDouble() ? 0 : 0x44);
        }
        asm.vec(op, X0, a, b);
        check(true);
        finish();
    }

    /** To X0. Of two zeros the host returns the second: both orders together tell of what signs they are. */
    private void extremes(int a, int b, boolean larger) {
        asm.vecImm(pick(Sse.CMPPS, Sse.CMPPD), X3, a, b, UNORDERED);
        leaveIfAny(X3);
        int op = larger ? pick(Sse.MAXPS, Sse.MAXPD) : pick(Sse.MINPS, Sse.MINPD);
        asm.vec(op, X3, b, a);
        asm.vec(op, X0, a, b);
        asm.vec(larger ? Sse.PAND : Sse.POR, X0, X0, X3);
    }

    private void bits(int op, int[] constants) {
        int result = frame.result();
        asm.vecM(op, result, frame.useA(), frame.constants.at(of(constants)));
        frame.finish(result);
    }

    /** The first numbers of all pairs to X0, the second ones to X3. */
    private void pairs() {
        int a = frame.useA();
        if (frame.isLowest()) {
            asm.unImm(Sse.PSHUFD, X0, a, isDouble() ? 0x44 : 0);
            asm.unImm(Sse.PSHUFD, X3, a, isDouble() ? 0xee : 0x55);
            return;
        }
        int b = frame.useB();
        if (isDouble()) {
            asm.vec(Sse.UNPCKLPD, X0, a, b);
            asm.vec(Sse.UNPCKHPD, X3, a, b);
        } else if (frame.isFull()) {
            asm.vecImm(Sse.SHUFPS, X0, a, b, 0x88);
            asm.vecImm(Sse.SHUFPS, X3, a, b, 0xdd);
        } else {
            asm.vec(Sse.PUNPCKLQDQ, X1, a, b);
            asm.unImm(Sse.PSHUFD, X0, X1, 0x88);
            asm.unImm(Sse.PSHUFD, X3, X1, 0xdd);
        }
    }

    private void pairsOfExtremes(boolean larger) {
        pairs();
        asm.movaps(X1, X0);
        asm.movaps(X2, X3);
        extremes(X1, X2, larger);
        finish();
    }

    private void compare() {
        int operation = frame.operation();
        int a = operandA();
        if (operation >= VectorOperation.F_EQ_ZERO) {
            frame.zero(X3);
            switch (operation) {
                case VectorOperation.F_EQ_ZERO -> compare(a, X3, EQUAL);
                case VectorOperation.F_GE_ZERO -> compare(X3, a, LESS_OR_EQUAL);
                case VectorOperation.F_GT_ZERO -> compare(X3, a, LESS);
                case VectorOperation.F_LE_ZERO -> compare(a, X3, LESS_OR_EQUAL);
                default -> compare(a, X3, LESS);
            }
            return;
        }
        int b = operandB();
        if (operation == VectorOperation.F_ABS_GE || operation == VectorOperation.F_ABS_GT) {
            asm.vecM(Sse.PAND, X1, a, frame.constants.at(of(magnitude)));
            asm.vecM(Sse.PAND, X2, b, frame.constants.at(of(magnitude)));
            a = X1;
            b = X2;
        }
        switch (operation) {
            case VectorOperation.F_EQ -> compare(a, b, EQUAL);
            case VectorOperation.F_GE, VectorOperation.F_ABS_GE -> compare(b, a, LESS_OR_EQUAL);
            default -> compare(b, a, LESS);
        }
    }

    private void compare(int x, int y, int predicate) {
        asm.vecImm(pick(Sse.CMPPS, Sse.CMPPD), X0, x, y, predicate);
        finish();
    }
}
