package org.polyvisor.codegen.x86;

import static org.polyvisor.codegen.x86.FloatConstants.isWide;
import static org.polyvisor.codegen.x86.Registers.SCRATCH;

import org.polyvisor.codegen.ir.Micro;
import org.polyvisor.codegen.ir.MicroBlock;

/**
 * Conversions of scalars, and rounding to integral numbers. Where the host's result or its flags could differ from the
 * guest's, which depends on the operand's magnitude alone, the instruction leaves for the helper first.
 */
final class FloatConvertLowering {
    private static final int XMM0 = 0;
    private static final int XMM1 = 1;
    private static final int XMM2 = 2;

    /** ROUNDSD: the inexact flag stays as it is. */
    private static final int QUIET = 8;

    private final Assembler asm;
    private final Operands operands;
    private final VectorOperands vectors;
    private final FloatConstants constants;
    private final SlowPaths slow;

    FloatConvertLowering(
            Assembler asm, Operands operands, VectorOperands vectors, FloatConstants constants, SlowPaths slow) {
        this.asm = asm;
        this.operands = operands;
        this.vectors = vectors;
        this.constants = constants;
        this.slow = slow;
    }

    /** False where it is none of these. Loses the host's flags. */
    boolean lower(MicroBlock block, int i) {
        switch (block.op(i) & Micro.KIND) {
            case Micro.CONVERT_F -> convert(block, i);
            case Micro.ROUND_F -> round(block, i);
            case Micro.FLOAT_TO_INT -> toInteger(block, i);
            case Micro.INT_TO_FLOAT -> fromInteger(block, i);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void convert(MicroBlock block, int i) {
        int d = block.d(i);
        int a = block.a(i);
        int result = d != a ? VectorOperands.target(d, XMM0) : XMM0;
        if (isWide(block.c(i))) {
            int from = vectors.useScalar(a, true, XMM1);
            asm.vec(Sse.XORPS, result, result, result);
            asm.vec(Sse.CVTSD2SS, result, result, from);
            FloatLowering.leaveIfNanOrLeast(asm, constants, result, false);
            asm.jcc(Cc.E, slow.helper(block, i));
            vectors.storeScalar(d, result, false, true);
        } else {
            int from = vectors.useScalar(a, false, XMM1);
            asm.vec(Sse.CVTSS2SD, result, from, from);
            asm.un(Sse.UCOMISD, result, result);
            asm.jcc(Cc.P, slow.helper(block, i));
            vectors.storeScalar(d, result, true, vectors.isScalar(a, true));
        }
    }

    /** In the order of {@link Micro#ROUND_EVEN} and the next; ties away from zero start out as ties to even. */
    private static int hostRounding(int rounding) {
        return switch (rounding) {
            case Micro.ROUND_UP -> 2;
            case Micro.ROUND_DOWN -> 1;
            case Micro.ROUND_ZERO -> 3;
            default -> 0;
        };
    }

    private void round(MicroBlock block, int i) {
        int d = block.d(i);
        int a = block.a(i);
        boolean wide = isWide(block.c(i));
        int rounding = (int) block.imm(i) & Micro.ROUNDING;
        int from = vectors.useScalar(a, wide, XMM2);
        int result = d != a ? VectorOperands.target(d, XMM0) : XMM0;
        if (rounding == Micro.ROUND_AWAY) {
            // Infinities must not come to the subtraction, which they would make invalid.
            asm.vecM(Sse.ANDPS, XMM1, from, constants.magnitude(wide));
            load(XMM0, constants.integral(wide), wide);
            asm.un(wide ? Sse.UCOMISD : Sse.UCOMISS, XMM0, XMM1);
            asm.jcc(Cc.BE, slow.helper(block, i));
        }
        int control = hostRounding(rounding) | ((block.imm(i) & Micro.EXACT) != 0 ? 0 : QUIET);
        asm.vecImm(wide ? Sse.ROUNDSD : Sse.ROUNDSS, result, from, from, control);
        if (rounding == Micro.ROUND_AWAY) {
            leaveIfTie(block, i, from, result, wide);
        } else {
            asm.un(wide ? Sse.UCOMISD : Sse.UCOMISS, result, result);
            asm.jcc(Cc.P, slow.helper(block, i));
        }
        vectors.storeScalar(d, result, wide, vectors.isScalar(a, wide));
    }

    private void load(int xmm, long mem, boolean wide) {
        if (wide) {
            asm.load64(xmm, mem);
        } else {
            asm.load32(xmm, mem);
        }
    }

    /** Destroys XMM1. The difference from the nearest integral number is exact. */
    private void leaveIfTie(MicroBlock block, int i, int number, int rounded, boolean wide) {
        asm.vec(wide ? Sse.SUBSD : Sse.SUBSS, XMM1, number, rounded);
        asm.vecM(Sse.ANDPS, XMM1, XMM1, constants.magnitude(wide));
        asm.unM(wide ? Sse.UCOMISD : Sse.UCOMISS, XMM1, constants.half(wide));
        asm.jcc(Cc.E, slow.helper(block, i));
    }

    private void toInteger(MicroBlock block, int i) {
        boolean wide = isWide(block.c(i));
        boolean wideInteger = (block.op(i) & Micro.W32) == 0;
        int imm = (int) block.imm(i);
        boolean unsigned = (imm & Micro.UNSIGNED) != 0;
        int rounding = imm & Micro.ROUNDING;
        int fractionBits = imm >>> 8;
        int reg = Operands.target(block.d(i), SCRATCH);
        int from = vectors.useScalar(block.a(i), wide, XMM2);
        int op = wide ? Sse.CVTTSD2SI : Sse.CVTTSS2SI;
        if (!unsigned && rounding == Micro.ROUND_ZERO && fractionBits == 0) {
            asm.cvtToInt(op, wideInteger, reg, from);
            // What does not fit becomes the least integer, the only one from which 1 cannot be taken.
            asm.aluImm(Assembler.CMP, wideInteger, reg, 1);
            asm.jcc(Cc.O, slow.helper(block, i));
            operands.store(block.d(i), reg);
            return;
        }
        leaveUnlessInRange(block, i, from, limit(unsigned, wideInteger, rounding) - fractionBits);
        if (fractionBits != 0) {
            loadPowerOfTwo(XMM1, fractionBits, wide);
            asm.vec(wide ? Sse.MULSD : Sse.MULSS, XMM2, from, XMM1);
            from = XMM2;
        }
        if (rounding != Micro.ROUND_ZERO) {
            asm.vecImm(wide ? Sse.ROUNDSD : Sse.ROUNDSS, XMM0, from, from, hostRounding(rounding));
            if (rounding == Micro.ROUND_AWAY) {
                leaveIfTie(block, i, from, XMM0, wide);
            }
            from = XMM0;
        }
        asm.cvtToInt(op, unsigned || wideInteger, reg, from);
        operands.store(block.d(i), reg);
    }

    /** Numbers of a magnitude below two to the power of this fit the integer, however they are rounded. */
    private static int limit(boolean unsigned, boolean wideInteger, int rounding) {
        if (!unsigned) {
            return wideInteger ? 62 : 30;
        }
        if (wideInteger) {
            return rounding == Micro.ROUND_ZERO ? 63 : 62;
        }
        return rounding == Micro.ROUND_ZERO ? 32 : 31;
    }

    /** Compares the encodings, which have the order of the numbers' magnitudes; a sign makes them the largest. */
    private void leaveUnlessInRange(MicroBlock block, int i, int from, int exponent) {
        boolean unsigned = (block.imm(i) & Micro.UNSIGNED) != 0;
        boolean wide = isWide(block.c(i));
        long bits = wide ? (long) (1023 + exponent) << 52 : (long) (127 + exponent) << 23;
        asm.movFromXmm(wide, Reg.RAX, from);
        if (!unsigned) {
            asm.alu(Assembler.ADD, wide, Reg.RAX, Reg.RAX);
            bits <<= 1;
        }
        if (wide) {
            asm.movImm(Reg.RDX, bits);
            asm.alu(Assembler.CMP, true, Reg.RAX, Reg.RDX);
        } else {
            asm.aluImm(Assembler.CMP, false, Reg.RAX, (int) bits);
        }
        asm.jcc(Cc.AE, slow.helper(block, i));
    }

    /** Destroys RAX. */
    private void loadPowerOfTwo(int xmm, int exponent, boolean wide) {
        asm.movImm(
                Reg.RAX,
                wide
                        ? Double.doubleToRawLongBits(Math.scalb(1.0, exponent))
                        : Float.floatToRawIntBits(Math.scalb(1.0f, exponent)));
        asm.movToXmm(wide, xmm, Reg.RAX);
    }

    private void fromInteger(MicroBlock block, int i) {
        boolean wide = isWide(block.c(i));
        boolean wideInteger = (block.op(i) & Micro.W32) == 0;
        boolean unsigned = (block.imm(i) & Micro.UNSIGNED) != 0;
        int fractionBits = (int) block.imm(i) >>> 8;
        int d = block.d(i);
        int reg = operands.use(block.a(i), SCRATCH);
        if (unsigned && wideInteger) {
            asm.test(true, reg, reg);
            asm.jcc(Cc.S, slow.helper(block, i));
        } else if (unsigned) {
            asm.mov(false, SCRATCH, reg);
            reg = SCRATCH;
        }
        int result = VectorOperands.target(d, XMM0);
        asm.vec(Sse.XORPS, result, result, result);
        asm.cvtFromInt(wide ? Sse.CVTSI2SD : Sse.CVTSI2SS, unsigned || wideInteger, result, result, reg);
        if (fractionBits != 0) {
            loadPowerOfTwo(XMM1, -fractionBits, wide);
            asm.vec(wide ? Sse.MULSD : Sse.MULSS, result, result, XMM1);
        }
        vectors.storeScalar(d, result, wide, true);
    }
}
