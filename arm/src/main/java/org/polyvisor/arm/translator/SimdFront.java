package org.polyvisor.arm.translator;

import static org.polyvisor.arm.a64.Fields.rd;
import static org.polyvisor.arm.a64.Fields.rm;
import static org.polyvisor.arm.a64.Fields.rn;
import static org.polyvisor.arm.translator.Values.source;
import static org.polyvisor.arm.translator.Values.target;

import org.polyvisor.arm.a64.generated.A64Rows;
import org.polyvisor.arm.a64.simd.BitwiseOps;
import org.polyvisor.codegen.ir.Micro;
import org.polyvisor.codegen.ir.MicroBlock;
import org.polyvisor.codegen.ir.VectorOperation;
import org.polyvisor.codegen.ir.VectorShape;

/** Advanced SIMD as micro-operations: one for each instruction. */
final class SimdFront {
    private static final int DOUBLEWORD = 3;

    private final MicroBlock block;
    private final FloatGate gate;

    SimdFront(MicroBlock block, FloatGate gate) {
        this.block = block;
        this.gate = gate;
    }

    /** False where the row is none of these, or the instruction a form that only the helper knows. */
    boolean translate(int row, int insn) {
        int form = SimdRows.form(row);
        if (form == SimdRows.NONE) {
            return irregular(row, insn);
        }
        int operation = SimdRows.operation(row);
        return switch (form) {
            case SimdRows.LANES -> lanes(operation, insn, size(insn), 0);
            case SimdRows.BYTES -> lanes(operation, insn, 0, 0);
            case SimdRows.RIGHT -> {
                int size = sizeOfShift(insn);
                yield lanes(operation, insn, size, (16 << size) - (insn >>> 16 & 127));
            }
            case SimdRows.LEFT -> {
                int size = sizeOfShift(insn);
                yield lanes(operation, insn, size, (insn >>> 16 & 127) - (8 << size));
            }
            case SimdRows.HALF -> lanes(operation, insn, size(insn), 0);
            case SimdRows.SHIFTED_HALF -> lanes(operation, insn, size(insn), 8 << size(insn));
            case SimdRows.ELEMENT -> !isScalar(insn) && byElement(operation, insn, size(insn), full(insn));
            case SimdRows.FLOAT -> {
                add(operation, insn, rm(insn), floatSize(insn), floatShape(insn), SimdRows.immediate(row));
                yield true;
            }
            case SimdRows.FLOAT_ELEMENT -> byElement(operation, insn, floatSize(insn), floatShape(insn));
            case SimdRows.FLOAT_WIDTH -> {
                if ((insn & 1 << 22) == 0) {
                    yield false;
                }
                // Both are told the size of the result.
                add(operation, insn, 0, operation == VectorOperation.F_WIDEN ? 3 : 2, full(insn), 0);
                yield true;
            }
            case SimdRows.WHOLE -> {
                add(operation, insn, rm(insn), 2, VectorShape.FULL, 0);
                yield true;
            }
            default -> false;
        };
    }

    private static boolean isQ(int insn) {
        return (insn & 1 << 30) != 0;
    }

    private static boolean isScalar(int insn) {
        return (insn & 1 << 28) != 0;
    }

    private static int size(int insn) {
        return insn >>> 22 & 3;
    }

    /** The highest one of immh gives the element size. */
    private static int sizeOfShift(int insn) {
        return 31 - Integer.numberOfLeadingZeros(insn >>> 19 & 15);
    }

    private static int full(int insn) {
        return isQ(insn) && !isScalar(insn) ? VectorShape.FULL : 0;
    }

    /** Bit 22 selects double precision. */
    private static int floatSize(int insn) {
        return 2 + (insn >>> 22 & 1);
    }

    private static int floatShape(int insn) {
        return isScalar(insn) ? VectorShape.LOWEST : full(insn);
    }

    private boolean lanes(int operation, int insn, int size, long imm) {
        if (isScalar(insn) && size != DOUBLEWORD) {
            return false;
        }
        add(operation, insn, rm(insn), size, full(insn), imm);
        return true;
    }

    private void add(int operation, int insn, int b, int size, int shape, long imm) {
        gate.check();
        block.add(Micro.VECTOR, rd(insn), rn(insn), b, VectorOperation.of(operation, size, shape), imm);
    }

    /** The lane is H:L:M of half-words, H:L of words, H of doublewords. */
    private boolean byElement(int operation, int insn, int size, int shape) {
        int high = insn >>> 11 & 1;
        int low = insn >>> 21 & 1;
        int lane = switch (size) {
            case 1 -> high << 2 | low << 1 | insn >>> 20 & 1;
            case 2 -> high << 1 | low;
            default -> high;
        };
        int b = size == 1 ? rm(insn) & 15 : rm(insn);
        add(operation, insn, b, size, shape | VectorShape.BY_ELEMENT | VectorShape.lane(lane), 0);
        return true;
    }

    private boolean irregular(int row, int insn) {
        switch (row) {
            case A64Rows.MOVI -> constant(insn, BitwiseOps.constant(insn));
            case A64Rows.MVNI -> constant(insn, ~BitwiseOps.constant(insn));
            case A64Rows.MOVI_bytes -> constant(insn, BitwiseOps.constantOfBytes(insn));
            case A64Rows.FMOV_imm_2d -> constant(insn, BitwiseOps.constantOfDouble(insn));
            case A64Rows.ORR_imm_s, A64Rows.ORR_imm_h ->
                add(VectorOperation.OR_CONSTANT, insn, 0, 0, full(insn), BitwiseOps.constant(insn));
            case A64Rows.BIC_imm_s, A64Rows.BIC_imm_h ->
                add(VectorOperation.BIC_CONSTANT, insn, 0, 0, full(insn), BitwiseOps.constant(insn));
            case A64Rows.EXT -> add(VectorOperation.EXTRACT, insn, rm(insn), 0, full(insn), insn >>> 11 & 15);
            case A64Rows.TBL -> lookUp(VectorOperation.LOOKUP, insn);
            case A64Rows.TBX -> lookUp(VectorOperation.LOOKUP_INSERT, insn);
            default -> {
                return copy(row, insn);
            }
        }
        return true;
    }

    private void constant(int insn, long value) {
        gate.check();
        block.add(Micro.CONSTANT_V, rd(insn), 0, 0, isQ(insn) ? 1 : 0, value);
    }

    private void lookUp(int operation, int insn) {
        add(operation, insn, rm(insn), 0, full(insn), (insn >>> 13 & 3) + 1);
    }

    /** The lowest one of imm5 gives the element size; the bits above it are the lane. */
    private boolean copy(int row, int insn) {
        int imm5 = insn >>> 16 & 31;
        int size = Integer.numberOfTrailingZeros(imm5);
        int lane = imm5 >>> size + 1;
        switch (row) {
            case A64Rows.DUP_e -> {
                int operation = isScalar(insn) ? VectorOperation.LANE : VectorOperation.BROADCAST;
                add(operation, insn, 0, size, full(insn), lane);
            }
            case A64Rows.INS_e ->
                add(VectorOperation.INSERT, insn, 0, size, 0, lane | (insn >>> 11 & 15) >>> size << 4);
            case A64Rows.DUP_gen -> general(Micro.BROADCAST_V, rd(insn), source(rn(insn)), size | full(insn));
            case A64Rows.INS_gen -> general(Micro.INSERT_V, rd(insn), source(rn(insn)), size | VectorShape.lane(lane));
            case A64Rows.UMOV, A64Rows.UMOV_x ->
                general(Micro.EXTRACT_V, target(rd(insn)), rn(insn), size | VectorShape.lane(lane));
            case A64Rows.SMOV -> {
                int width = isQ(insn) ? 0 : Micro.W32;
                int c = size | VectorShape.lane(lane) | Micro.SIGNED;
                general(Micro.EXTRACT_V | width, target(rd(insn)), rn(insn), c);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private void general(int op, int d, int a, int c) {
        gate.check();
        block.add(op, d, a, 0, c, 0);
    }
}
