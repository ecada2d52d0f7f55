package org.polyvisor.codegen.x86;

import static org.polyvisor.codegen.x86.FloatConstants.isWide;

import org.polyvisor.codegen.ir.Micro;
import org.polyvisor.codegen.ir.MicroBlock;

/**
 * Arithmetic on scalars by the host's own, in the usual modes of both. They agree on everything but two results, with
 * which the instruction leaves for the helper:
 *
 * <ul>
 *   <li>NaNs, which have another sign or are chosen from the operands by other rules;
 *   <li>the smallest normal number, as the guest's architecture sees before rounding whether a result is tiny and the
 *       host's after that. All smaller results are tiny for both.
 * </ul>
 *
 * <p>The host's flags that have been set until then are those that the helper sets, or some of them.
 */
final class FloatLowering {
    private static final int XMM0 = 0;
    private static final int XMM1 = 1;
    private static final int XMM2 = 2;

    private final Assembler asm;
    private final VectorOperands vectors;
    private final FloatConstants constants;
    private final SlowPaths slow;
    private final boolean fma;

    FloatLowering(
            Assembler asm, VectorOperands vectors, FloatConstants constants, SlowPaths slow, HostFeatures features) {
        this.asm = asm;
        this.vectors = vectors;
        this.constants = constants;
        this.slow = slow;
        fma = features.fma();
    }

    /** False where it is none of these. Loses the host's flags. */
    boolean lower(MicroBlock block, int i) {
        boolean wide = isWide(block.c(i));
        switch (block.op(i) & Micro.KIND) {
            case Micro.ADD_F -> binary(block, i, wide ? Sse.ADDSD : Sse.ADDSS, true, false);
            case Micro.SUB_F -> binary(block, i, wide ? Sse.SUBSD : Sse.SUBSS, false, false);
            case Micro.MUL_F, Micro.NMUL_F -> binary(block, i, wide ? Sse.MULSD : Sse.MULSS, true, true);
            case Micro.DIV_F -> binary(block, i, wide ? Sse.DIVSD : Sse.DIVSS, false, true);
            case Micro.SQRT_F -> squareRoot(block, i, wide);
            case Micro.MAX_F, Micro.MAXNUM_F ->
                extreme(block, i, wide, wide ? Sse.MAXSD : Sse.MAXSS, wide ? Sse.ANDPD : Sse.ANDPS);
            case Micro.MIN_F, Micro.MINNUM_F ->
                extreme(block, i, wide, wide ? Sse.MINSD : Sse.MINSS, wide ? Sse.ORPD : Sse.ORPS);
            case Micro.FMA_F -> multiplyAdd(block, i, wide);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void binary(MicroBlock block, int i, int op, boolean commutes, boolean underflows) {
        boolean wide = isWide(block.c(i));
        int d = block.d(i);
        int a = block.a(i);
        int b = block.b(i);
        if (commutes && !vectors.isScalar(a, wide) && vectors.isScalar(b, wide)) {
            a = block.b(i);
            b = block.a(i);
        }
        int result = d != a && d != b ? VectorOperands.target(d, XMM0) : XMM0;
        boolean clean = vectors.isScalar(a, wide);
        vectors.vec(op, result, vectors.useScalar(a, wide, XMM0), b);
        if (underflows) {
            leaveIfNanOrLeast(block, i, result, wide);
        } else {
            leaveIfNan(block, i, result, wide);
        }
        if ((block.op(i) & Micro.KIND) == Micro.NMUL_F) {
            asm.vecM(Sse.XORPS, result, result, constants.sign(wide));
        }
        vectors.storeScalar(d, result, wide, clean);
    }

    private void squareRoot(MicroBlock block, int i, boolean wide) {
        int d = block.d(i);
        int a = block.a(i);
        int from = vectors.useScalar(a, wide, XMM0);
        int result = d != a ? VectorOperands.target(d, XMM0) : XMM0;
        asm.vec(wide ? Sse.SQRTSD : Sse.SQRTSS, result, from, from);
        leaveIfNan(block, i, result, wide);
        vectors.storeScalar(d, result, wide, vectors.isScalar(a, wide));
    }

    /** The host returns the second of two zeros, so both orders together tell of what signs they are. */
    private void extreme(MicroBlock block, int i, boolean wide, int op, int merge) {
        int a = vectors.useScalar(block.a(i), wide, XMM0);
        int b = vectors.useScalar(block.b(i), wide, XMM1);
        asm.un(wide ? Sse.UCOMISD : Sse.UCOMISS, a, b);
        asm.jcc(Cc.P, slow.helper(block, i));
        asm.vec(op, XMM2, a, b);
        asm.vec(op, XMM0, b, a);
        asm.vec(merge, XMM0, XMM0, XMM2);
        boolean clean = vectors.isScalar(block.a(i), wide) && vectors.isScalar(block.b(i), wide);
        vectors.storeScalar(block.d(i), XMM0, wide, clean);
    }

    private void multiplyAdd(MicroBlock block, int i, boolean wide) {
        int d = block.d(i);
        if (!fma) {
            asm.jmp(slow.helper(block, i));
            vectors.note(d, block.c(i) & Micro.SIZE);
            return;
        }
        int addend = (int) block.imm(i);
        int a = vectors.useScalar(block.a(i), wide, XMM1);
        int b = vectors.useScalar(block.b(i), wide, XMM2);
        boolean inPlace = d != addend && d != block.a(i) && d != block.b(i);
        int result = inPlace ? VectorOperands.target(d, XMM0) : XMM0;
        int from = vectors.useScalar(addend, wide, result);
        if (from != result) {
            asm.movaps(result, from);
        }
        asm.vec(fusedOp(block.c(i), wide), result, a, b);
        leaveIfNanOrLeast(block, i, result, wide);
        vectors.storeScalar(d, result, wide, vectors.isScalar(addend, wide));
    }

    private static int fusedOp(int c, boolean wide) {
        boolean negateProduct = (c & Micro.NEGATE_PRODUCT) != 0;
        boolean negateAddend = (c & Micro.NEGATE_ADDEND) != 0;
        if (negateProduct) {
            if (negateAddend) {
                return wide ? Sse.VFNMSUB231SD : Sse.VFNMSUB231SS;
            }
            return wide ? Sse.VFNMADD231SD : Sse.VFNMADD231SS;
        }
        if (negateAddend) {
            return wide ? Sse.VFMSUB231SD : Sse.VFMSUB231SS;
        }
        return wide ? Sse.VFMADD231SD : Sse.VFMADD231SS;
    }

    private void leaveIfNan(MicroBlock block, int i, int xmm, boolean wide) {
        asm.un(wide ? Sse.UCOMISD : Sse.UCOMISS, xmm, xmm);
        asm.jcc(Cc.P, slow.helper(block, i));
    }

    /** UCOMISD sets ZF for equal and for unordered operands. Destroys XMM1. */
    private void leaveIfNanOrLeast(MicroBlock block, int i, int xmm, boolean wide) {
        leaveIfNanOrLeast(asm, constants, xmm, wide);
        asm.jcc(Cc.E, slow.helper(block, i));
    }

    /** Sets ZF if a result is a NaN or the smallest normal number. Destroys XMM1. */
    static void leaveIfNanOrLeast(Assembler asm, FloatConstants constants, int xmm, boolean wide) {
        asm.vecM(Sse.ANDPS, XMM1, xmm, constants.magnitude(wide));
        asm.unM(wide ? Sse.UCOMISD : Sse.UCOMISS, XMM1, constants.leastNormal(wide));
    }
}
