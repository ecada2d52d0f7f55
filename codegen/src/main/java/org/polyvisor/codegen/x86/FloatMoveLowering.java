package org.polyvisor.codegen.x86;

import static org.polyvisor.codegen.x86.FloatConstants.isWide;
import static org.polyvisor.codegen.x86.Registers.SCRATCH;

import org.polyvisor.codegen.ir.Condition;
import org.polyvisor.codegen.ir.FlagLiveness;
import org.polyvisor.codegen.ir.Micro;
import org.polyvisor.codegen.ir.MicroBlock;

/** Moves of scalars, what only touches the sign, and comparisons, none of which ever needs the helper. */
final class FloatMoveLowering {
    private static final int XMM0 = 0;
    private static final int XMM1 = 1;

    private final Assembler asm;
    private final Operands operands;
    private final VectorOperands vectors;
    private final FloatConstants constants;
    private final HostFlags flags;

    FloatMoveLowering(
            Assembler asm, Operands operands, VectorOperands vectors, FloatConstants constants, HostFlags flags) {
        this.asm = asm;
        this.operands = operands;
        this.vectors = vectors;
        this.constants = constants;
        this.flags = flags;
    }

    /** False where it is none of these. Leaves the host's flags alone, or knows where they are. */
    boolean lower(MicroBlock block, int i) {
        int c = block.c(i);
        switch (block.op(i) & Micro.KIND) {
            case Micro.MOV_F -> move(block.d(i), block.a(i), isWide(c));
            case Micro.CONST_F -> constant(block.d(i), block.imm(i), isWide(c));
            case Micro.ABS_F -> magnitude(block.d(i), block.a(i), isWide(c));
            case Micro.NEG_F -> negate(block.d(i), block.a(i), isWide(c));
            case Micro.TO_GENERAL -> toGeneral(block.d(i), block.a(i), c, (int) block.imm(i));
            case Micro.FROM_GENERAL -> fromGeneral(block.d(i), block.a(i), isWide(c));
            case Micro.FROM_GENERAL_HIGH -> fromGeneralHigh(block.d(i), block.a(i));
            case Micro.SELECT_V -> select(block, i);
            case Micro.COMPARE_F -> compare(block, i);
            case Micro.COMPARE_F_IF -> compareIf(block, i);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void move(int d, int a, boolean wide) {
        vectors.storeScalar(d, vectors.useScalar(a, wide, XMM0), wide, vectors.isScalar(a, wide));
    }

    private void constant(int d, long bits, boolean wide) {
        int xmm = VectorOperands.target(d, XMM0);
        if (bits == 0) {
            asm.vec(Sse.XORPS, xmm, xmm, xmm);
        } else {
            asm.movImm(SCRATCH, bits);
            asm.movToXmm(wide, xmm, SCRATCH);
        }
        vectors.storeScalar(d, xmm, wide, true);
    }

    private void magnitude(int d, int a, boolean wide) {
        int xmm = VectorOperands.target(d, XMM0);
        asm.vecM(Sse.ANDPS, xmm, vectors.useScalar(a, wide, XMM0), constants.magnitude(wide));
        vectors.storeScalar(d, xmm, wide, true);
    }

    private void negate(int d, int a, boolean wide) {
        boolean clean = vectors.isScalar(a, wide);
        int xmm = VectorOperands.target(d, XMM0);
        asm.vecM(Sse.XORPS, xmm, vectors.useScalar(a, wide, XMM0), constants.sign(wide));
        vectors.storeScalar(d, xmm, wide, clean);
    }

    private void toGeneral(int d, int a, int size, int element) {
        if (d == Micro.NONE) {
            return;
        }
        int reg = Operands.target(d, SCRATCH);
        fetch(reg, a, size, element);
        operands.store(d, reg);
    }

    /** An element of 4 or 8 bytes, with zeros above. */
    private void fetch(int reg, int v, int size, int element) {
        int xmm = Registers.ofVector(v);
        if (xmm < 0) {
            asm.load(1 << size, reg, Mem.at(Registers.STATE, Mem.disp(vectors.slot(v)) + (element << size)));
        } else if (element == 0) {
            asm.movFromXmm(isWide(size), reg, xmm);
        } else {
            asm.pextr(1 << size, reg, xmm, element);
        }
    }

    private void fromGeneral(int d, int a, boolean wide) {
        int xmm = VectorOperands.target(d, XMM0);
        if (a == Micro.ZERO) {
            asm.vec(Sse.XORPS, xmm, xmm, xmm);
        } else {
            asm.movToXmm(wide, xmm, operands.use(a, SCRATCH));
        }
        vectors.storeScalar(d, xmm, wide, true);
    }

    private void fromGeneralHigh(int d, int a) {
        int reg = operands.use(a, SCRATCH);
        int xmm = Registers.ofVector(d);
        if (xmm >= 0) {
            asm.pinsr(8, xmm, xmm, reg, 1);
        } else {
            asm.store(8, Mem.at(Registers.STATE, Mem.disp(vectors.slot(d)) + 8), reg);
        }
        vectors.note(d, VectorOperands.ALL);
    }

    private void select(MicroBlock block, int i) {
        int size = block.c(i);
        int d = block.d(i);
        int condition = (int) block.imm(i);
        if (condition >= Condition.AL) {
            move(d, block.a(i), isWide(size));
            return;
        }
        int cc = flags.condition(condition);
        fetch(Reg.RAX, block.a(i), size, 0);
        fetch(Reg.RDX, block.b(i), size, 0);
        asm.cmov(cc, true, Reg.RDX, Reg.RAX);
        int xmm = VectorOperands.target(d, XMM0);
        asm.movToXmm(isWide(size), xmm, Reg.RDX);
        vectors.storeScalar(d, xmm, isWide(size), true);
    }

    private void compare(MicroBlock block, int i) {
        boolean swapped = HostFlags.prefersSwapped(nextCondition(block, i));
        compareOperands(block, i, swapped);
        flags.setByComparison(swapped, block.savesFlags(i));
    }

    /** What is asked first about the flags, or AL. */
    private static int nextCondition(MicroBlock block, int i) {
        for (int j = i + 1; j < block.size(); j++) {
            int kind = block.op(j) & Micro.KIND;
            switch (kind) {
                case Micro.GOTO_IF, Micro.SELECT, Micro.SELECT_INC, Micro.SELECT_NOT, Micro.SELECT_NEG -> {
                    return block.c(j);
                }
                case Micro.SELECT_V -> {
                    return (int) block.imm(j);
                }
                case Micro.CCMP, Micro.CCMN -> {
                    return block.c(j) & 15;
                }
                case Micro.COMPARE_F_IF -> {
                    return (int) block.imm(j) & 15;
                }
                default -> {
                    if (!FlagLiveness.preserves(kind) && !FlagLiveness.preserves(block, j)) {
                        return Condition.AL;
                    }
                }
            }
        }
        return Condition.AL;
    }

    /** The host raises the invalid-operation flag for the same operands as the guest. */
    private void compareOperands(MicroBlock block, int i, boolean swapped) {
        boolean wide = isWide(block.c(i));
        boolean signalling = (block.c(i) & Micro.SIGNED) != 0;
        int op = wide ? (signalling ? Sse.COMISD : Sse.UCOMISD) : signalling ? Sse.COMISS : Sse.UCOMISS;
        int a = vectors.useScalar(block.a(i), wide, XMM0);
        if (block.b(i) == Micro.IMM) {
            asm.vec(Sse.XORPS, XMM1, XMM1, XMM1);
            asm.un(op, swapped ? XMM1 : a, swapped ? a : XMM1);
        } else {
            int b = vectors.useScalar(block.b(i), wide, XMM1);
            asm.un(op, swapped ? b : a, swapped ? a : b);
        }
    }

    private void compareIf(MicroBlock block, int i) {
        int condition = (int) block.imm(i) & 15;
        int nzcv = (int) block.imm(i) >>> 4;
        if (condition >= Condition.AL) {
            compareOperands(block, i, false);
            flags.setByComparison(false, true);
            return;
        }
        int cc = flags.condition(condition);
        int skip = asm.newLabel();
        int done = asm.newLabel();
        asm.jcc(Cc.not(cc), skip);
        compareOperands(block, i, false);
        flags.setByComparison(false, true);
        asm.jmp(done);
        asm.bind(skip);
        flags.storeConstant(nzcv);
        asm.bind(done);
        flags.lost();
    }
}
