package org.polyvisor.arm.translator;

import static org.polyvisor.arm.a64.Fields.cond;
import static org.polyvisor.arm.a64.Fields.ra;
import static org.polyvisor.arm.a64.Fields.rd;
import static org.polyvisor.arm.a64.Fields.rm;
import static org.polyvisor.arm.a64.Fields.rn;
import static org.polyvisor.arm.translator.Values.source;
import static org.polyvisor.arm.translator.Values.target;
import static org.polyvisor.arm.translator.Values.width;

import org.polyvisor.arm.a64.generated.A64Rows;
import org.polyvisor.arm.fp.Fp;
import org.polyvisor.arm.fp.FpFormat;
import org.polyvisor.codegen.ir.Micro;
import org.polyvisor.codegen.ir.MicroBlock;

/** Scalar floating point as micro-operations. */
final class FloatFront {
    private static final int SINGLE = 2;
    private static final int DOUBLE = 3;

    /** Tells instructions on the lowest lane from those on all. */
    private static final int SCALAR = 1 << 28;

    private final MicroBlock block;
    private final FloatGate gate;

    FloatFront(MicroBlock block, FloatGate gate) {
        this.block = block;
        this.gate = gate;
    }

    /** False where the row is none of these, or the instruction a form that only the helper knows. */
    boolean translate(int row, int insn) {
        if (row >= A64Rows.FCVTNS_v && row <= A64Rows.FCVTZU_v_fix) {
            return (insn & SCALAR) != 0 && convertInVectorRegisters(row, insn);
        }
        if (row < A64Rows.FADD || row > A64Rows.UCVTF_fix || isHalf(row, insn)) {
            return false;
        }
        gate.check();
        switch (row) {
            case A64Rows.FADD -> two(insn, Micro.ADD_F);
            case A64Rows.FSUB -> two(insn, Micro.SUB_F);
            case A64Rows.FMUL -> two(insn, Micro.MUL_F);
            case A64Rows.FNMUL -> two(insn, Micro.NMUL_F);
            case A64Rows.FDIV -> two(insn, Micro.DIV_F);
            case A64Rows.FMAX -> two(insn, Micro.MAX_F);
            case A64Rows.FMIN -> two(insn, Micro.MIN_F);
            case A64Rows.FMAXNM -> two(insn, Micro.MAXNUM_F);
            case A64Rows.FMINNM -> two(insn, Micro.MINNUM_F);
            case A64Rows.FMADD -> fused(insn, 0);
            case A64Rows.FMSUB -> fused(insn, Micro.NEGATE_PRODUCT);
            case A64Rows.FNMADD -> fused(insn, Micro.NEGATE_PRODUCT | Micro.NEGATE_ADDEND);
            case A64Rows.FNMSUB -> fused(insn, Micro.NEGATE_ADDEND);
            case A64Rows.FSQRT -> one(insn, Micro.SQRT_F, 0);
            case A64Rows.FMOV -> one(insn, Micro.MOV_F, 0);
            case A64Rows.FABS -> one(insn, Micro.ABS_F, 0);
            case A64Rows.FNEG -> one(insn, Micro.NEG_F, 0);
            case A64Rows.FMOV_imm -> {
                long bits = Fp.constant(size(insn) == DOUBLE ? FpFormat.DOUBLE : FpFormat.SINGLE, insn >>> 13 & 0xff);
                block.add(Micro.CONST_F, rd(insn), 0, Micro.IMM, size(insn), bits);
            }
            case A64Rows.FCSEL -> block.add(Micro.SELECT_V, rd(insn), rn(insn), rm(insn), size(insn), cond(insn));
            case A64Rows.FCVT_to_s, A64Rows.FCVT_to_d -> one(insn, Micro.CONVERT_F, 0);
            case A64Rows.FRINTN, A64Rows.FRINTI -> one(insn, Micro.ROUND_F, Micro.ROUND_EVEN);
            case A64Rows.FRINTP -> one(insn, Micro.ROUND_F, Micro.ROUND_UP);
            case A64Rows.FRINTM -> one(insn, Micro.ROUND_F, Micro.ROUND_DOWN);
            case A64Rows.FRINTZ -> one(insn, Micro.ROUND_F, Micro.ROUND_ZERO);
            case A64Rows.FRINTA -> one(insn, Micro.ROUND_F, Micro.ROUND_AWAY);
            case A64Rows.FRINTX -> one(insn, Micro.ROUND_F, Micro.ROUND_EVEN | Micro.EXACT);
            default -> compareOrGeneral(row, insn);
        }
        return true;
    }

    private void compareOrGeneral(int row, int insn) {
        switch (row) {
            case A64Rows.FCMP -> compare(insn, rm(insn));
            case A64Rows.FCMP_zero -> compare(insn, Micro.IMM);
            case A64Rows.FCCMP ->
                block.add(
                        Micro.COMPARE_F_IF,
                        Micro.NONE,
                        rn(insn),
                        rm(insn),
                        size(insn) | signalling(insn),
                        cond(insn) | (insn & 15) << 4);
            case A64Rows.FMOV_to_w -> toGeneral(insn, SINGLE, 0);
            case A64Rows.FMOV_to_x -> toGeneral(insn, DOUBLE, 0);
            case A64Rows.FMOV_to_x_high -> toGeneral(insn, DOUBLE, 1);
            case A64Rows.FMOV_from_w -> fromGeneral(insn, Micro.FROM_GENERAL, SINGLE);
            case A64Rows.FMOV_from_x -> fromGeneral(insn, Micro.FROM_GENERAL, DOUBLE);
            case A64Rows.FMOV_from_x_high -> fromGeneral(insn, Micro.FROM_GENERAL_HIGH, DOUBLE);
            case A64Rows.FCVTS -> toInteger(insn, insn >>> 19 & 3);
            case A64Rows.FCVTU -> toInteger(insn, insn >>> 19 & 3 | Micro.UNSIGNED);
            case A64Rows.FCVTAS -> toInteger(insn, Micro.ROUND_AWAY);
            case A64Rows.FCVTAU -> toInteger(insn, Micro.ROUND_AWAY | Micro.UNSIGNED);
            case A64Rows.FCVTZS_fix -> toInteger(insn, Micro.ROUND_ZERO | fractionBits(insn));
            case A64Rows.FCVTZU_fix -> toInteger(insn, Micro.ROUND_ZERO | Micro.UNSIGNED | fractionBits(insn));
            case A64Rows.SCVTF -> fromInteger(insn, 0);
            case A64Rows.UCVTF -> fromInteger(insn, Micro.UNSIGNED);
            case A64Rows.SCVTF_fix -> fromInteger(insn, fractionBits(insn));
            case A64Rows.UCVTF_fix -> fromInteger(insn, Micro.UNSIGNED | fractionBits(insn));
            default -> throw new IllegalArgumentException("row " + row);
        }
    }

    /** Conversions whose integer is in a vector register too. */
    private boolean convertInVectorRegisters(int row, int insn) {
        gate.check();
        switch (row) {
            case A64Rows.FCVTNS_v -> toIntegerInVector(insn, size(insn), Micro.ROUND_EVEN);
            case A64Rows.FCVTNU_v -> toIntegerInVector(insn, size(insn), Micro.ROUND_EVEN | Micro.UNSIGNED);
            case A64Rows.FCVTMS_v -> toIntegerInVector(insn, size(insn), Micro.ROUND_DOWN);
            case A64Rows.FCVTMU_v -> toIntegerInVector(insn, size(insn), Micro.ROUND_DOWN | Micro.UNSIGNED);
            case A64Rows.FCVTAS_v -> toIntegerInVector(insn, size(insn), Micro.ROUND_AWAY);
            case A64Rows.FCVTAU_v -> toIntegerInVector(insn, size(insn), Micro.ROUND_AWAY | Micro.UNSIGNED);
            case A64Rows.FCVTPS_v -> toIntegerInVector(insn, size(insn), Micro.ROUND_UP);
            case A64Rows.FCVTPU_v -> toIntegerInVector(insn, size(insn), Micro.ROUND_UP | Micro.UNSIGNED);
            case A64Rows.FCVTZS_v -> toIntegerInVector(insn, size(insn), Micro.ROUND_ZERO);
            case A64Rows.FCVTZU_v -> toIntegerInVector(insn, size(insn), Micro.ROUND_ZERO | Micro.UNSIGNED);
            case A64Rows.SCVTF_v -> fromIntegerInVector(insn, size(insn), 0);
            case A64Rows.UCVTF_v -> fromIntegerInVector(insn, size(insn), Micro.UNSIGNED);
            case A64Rows.SCVTF_v_fix -> fromIntegerInVector(insn, sizeOfFixed(insn), fractionOfLane(insn));
            case A64Rows.UCVTF_v_fix ->
                fromIntegerInVector(insn, sizeOfFixed(insn), fractionOfLane(insn) | Micro.UNSIGNED);
            case A64Rows.FCVTZS_v_fix ->
                toIntegerInVector(insn, sizeOfFixed(insn), fractionOfLane(insn) | Micro.ROUND_ZERO);
            default ->
                toIntegerInVector(insn, sizeOfFixed(insn), fractionOfLane(insn) | Micro.ROUND_ZERO | Micro.UNSIGNED);
        }
        return true;
    }

    /** The highest one of immh. */
    private static int sizeOfFixed(int insn) {
        return (insn & 1 << 22) != 0 ? DOUBLE : SINGLE;
    }

    /** How many bits stand after the binary point, where a conversion has that. */
    private static int fractionOfLane(int insn) {
        return (16 << sizeOfFixed(insn)) - (insn >>> 16 & 127) << 8;
    }

    private static int widthOf(int size) {
        return size == DOUBLE ? 0 : Micro.W32;
    }

    private void toIntegerInVector(int insn, int size, int how) {
        block.add(Micro.FLOAT_TO_INT | widthOf(size), Micro.T0, rn(insn), 0, size, how);
        block.add(Micro.FROM_GENERAL, rd(insn), Micro.T0, 0, size, 0);
    }

    private void fromIntegerInVector(int insn, int size, int how) {
        block.add(Micro.TO_GENERAL, Micro.T0, rn(insn), 0, size, 0);
        block.add(Micro.INT_TO_FLOAT | widthOf(size), rd(insn), Micro.T0, 0, size, how);
    }

    /** Half precision is left to the helper. */
    private static boolean isHalf(int row, int insn) {
        return row == A64Rows.FCVT_to_h
                || (row == A64Rows.FCVT_to_s || row == A64Rows.FCVT_to_d) && (insn >>> 22 & 3) == 3;
    }

    /** Log2 of the size that `type` names. */
    private static int size(int insn) {
        return SINGLE + (insn >>> 22 & 1);
    }

    private static int signalling(int insn) {
        return (insn & 1 << 4) != 0 ? Micro.SIGNED : 0;
    }

    private static int fractionBits(int insn) {
        return 64 - (insn >>> 10 & 63) << 8;
    }

    private void one(int insn, int op, long imm) {
        block.add(op, rd(insn), rn(insn), 0, size(insn), imm);
    }

    private void two(int insn, int op) {
        block.add(op, rd(insn), rn(insn), rm(insn), size(insn), 0);
    }

    private void fused(int insn, int negations) {
        block.add(Micro.FMA_F, rd(insn), rn(insn), rm(insn), size(insn) | negations, ra(insn));
    }

    private void compare(int insn, int b) {
        block.add(Micro.COMPARE_F, Micro.NONE, rn(insn), b, size(insn) | signalling(insn), 0);
    }

    private void toGeneral(int insn, int size, int element) {
        block.add(Micro.TO_GENERAL, target(rd(insn)), rn(insn), 0, size, element);
    }

    private void fromGeneral(int insn, int op, int size) {
        block.add(op, rd(insn), source(rn(insn)), 0, size, 0);
    }

    private void toInteger(int insn, int how) {
        block.add(Micro.FLOAT_TO_INT | width(insn), target(rd(insn)), rn(insn), 0, size(insn), how);
    }

    private void fromInteger(int insn, int how) {
        block.add(Micro.INT_TO_FLOAT | width(insn), rd(insn), source(rn(insn)), 0, size(insn), how);
    }
}
