package org.polyvisor.arm.translator;

import static org.polyvisor.arm.a64.Fields.imm7;
import static org.polyvisor.arm.a64.Fields.imm9;
import static org.polyvisor.arm.a64.Fields.rm;
import static org.polyvisor.arm.a64.Fields.rn;
import static org.polyvisor.arm.a64.Fields.rt;
import static org.polyvisor.arm.a64.Fields.rt2;
import static org.polyvisor.arm.a64.Fields.size;
import static org.polyvisor.arm.translator.Values.SP;
import static org.polyvisor.codegen.ir.Micro.T0;

import org.polyvisor.arm.a64.generated.A64Rows;
import org.polyvisor.codegen.ir.Micro;
import org.polyvisor.codegen.ir.MicroBlock;
import org.polyvisor.codegen.ir.VectorShape;

/** Loads and stores of vector registers as micro-operations. */
final class VectorMemoryFront {
    /** Log2 of a Q register's size. */
    private static final int Q = 4;

    private final MicroBlock block;
    private final FloatGate gate;
    private final MemoryFront memory;

    VectorMemoryFront(MicroBlock block, FloatGate gate, MemoryFront memory) {
        this.block = block;
        this.gate = gate;
        this.memory = memory;
    }

    /** False where the row is none of these, or the instruction a form that only the helper knows. */
    boolean translate(int row, int insn, int offset) {
        if (row >= A64Rows.LDST1) {
            return structure(row, insn);
        }
        if (row > A64Rows.LDP_pre_v) {
            return false;
        }
        gate.check();
        if (row >= A64Rows.STNP_v) {
            pair(row, insn);
        } else {
            single(row, insn, offset);
        }
        return true;
    }

    private void single(int row, int insn, int offset) {
        switch (row) {
            case A64Rows.LDR_lit_v -> {
                block.add(Micro.PCREL, T0, Micro.ZERO, Micro.IMM, 0, offset + ((insn << 8 >> 13) << 2));
                block.add(Micro.LOAD_V, rt(insn), T0, 0, size(insn) + 2, 0);
            }
            case A64Rows.STR_uimm_v, A64Rows.LDR_uimm_v -> access(insn, size(insn), rn(insn), imm12(insn, size(insn)));
            case A64Rows.STR_uimm_q, A64Rows.LDR_uimm_q -> access(insn, Q, rn(insn), imm12(insn, Q));
            case A64Rows.STUR_v, A64Rows.LDUR_v -> access(insn, size(insn), rn(insn), imm9(insn));
            case A64Rows.STUR_q, A64Rows.LDUR_q -> access(insn, Q, rn(insn), imm9(insn));
            case A64Rows.STR_post_v, A64Rows.LDR_post_v -> indexed(insn, size(insn), 0);
            case A64Rows.STR_post_q, A64Rows.LDR_post_q -> indexed(insn, Q, 0);
            case A64Rows.STR_pre_v, A64Rows.LDR_pre_v -> indexed(insn, size(insn), imm9(insn));
            case A64Rows.STR_pre_q, A64Rows.LDR_pre_q -> indexed(insn, Q, imm9(insn));
            case A64Rows.STR_reg_v, A64Rows.LDR_reg_v -> register(insn, size(insn));
            default -> register(insn, Q);
        }
    }

    private static long imm12(int insn, int size) {
        return (long) (insn >>> 10 & 0xfff) << size;
    }

    /** All forms with one register say in bit 22 whether they load. */
    private void access(int insn, int size, int base, long distance) {
        int op = (insn & 1 << 22) != 0 ? Micro.LOAD_V : Micro.STORE_V;
        block.add(op, rt(insn), base, 0, size, distance);
    }

    private void indexed(int insn, int size, long distance) {
        access(insn, size, rn(insn), distance);
        memory.writeBack(rn(insn), imm9(insn));
    }

    private void register(int insn, int size) {
        memory.address(insn, size);
        access(insn, size, T0, 0);
    }

    private void pair(int row, int insn) {
        int size = size(insn) + 2;
        long distance = imm7(insn) << size;
        boolean after = row == A64Rows.STP_post_v || row == A64Rows.LDP_post_v;
        boolean loads = (insn & 1 << 22) != 0;
        block.add(
                loads ? Micro.LOAD_PAIR_V : Micro.STORE_PAIR_V,
                rt(insn),
                rn(insn),
                rt2(insn),
                size,
                after ? 0 : distance);
        if (after || row == A64Rows.STP_pre_v || row == A64Rows.LDP_pre_v) {
            memory.writeBack(rn(insn), distance);
        }
    }

    private boolean structure(int row, int insn) {
        boolean full = (insn & 1 << 30) != 0;
        switch (row) {
            case A64Rows.LDST1, A64Rows.LDST1_post -> {
                int count = switch (insn >>> 12 & 15) {
                    case 0b0111 -> 1;
                    case 0b1010 -> 2;
                    case 0b0110 -> 3;
                    default -> 4;
                };
                many(insn, VectorShape.registers(count), full);
                advance(insn, row == A64Rows.LDST1_post, count * (full ? 16 : 8));
            }
            case A64Rows.LDST2, A64Rows.LDST2_post -> {
                many(insn, VectorShape.registers(2) | VectorShape.INTERLEAVED, full);
                advance(insn, row == A64Rows.LDST2_post, full ? 32 : 16);
            }
            case A64Rows.LDST3, A64Rows.LDST3_post -> {
                many(insn, VectorShape.registers(3) | VectorShape.INTERLEAVED, full);
                advance(insn, row == A64Rows.LDST3_post, full ? 48 : 24);
            }
            case A64Rows.LDST4, A64Rows.LDST4_post -> {
                many(insn, VectorShape.registers(4) | VectorShape.INTERLEAVED, full);
                advance(insn, row == A64Rows.LDST4_post, full ? 64 : 32);
            }
            case A64Rows.LDST_lane, A64Rows.LDST_lane_post -> lane(row, insn);
            case A64Rows.LD_all, A64Rows.LD_all_post -> all(row, insn, full);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void many(int insn, int shape, boolean full) {
        gate.check();
        int op = (insn & 1 << 22) != 0 ? Micro.LOAD_MANY_V : Micro.STORE_MANY_V;
        int size = insn >>> 10 & 3;
        block.add(op, rt(insn), rn(insn), 0, size | shape | (full ? VectorShape.FULL : 0), 0);
    }

    /** Post-indexed forms add Rm, or the bytes transferred where it is 31. */
    private void advance(int insn, boolean writesBack, int bytes) {
        if (!writesBack) {
            return;
        }
        int n = rn(insn);
        if (rm(insn) == 31) {
            memory.writeBack(n, bytes);
            return;
        }
        block.add(Micro.ADD, n, n, rm(insn));
        if (n == SP) {
            block.add(Micro.CHECK_SP, Micro.NONE, SP, Micro.ZERO);
        }
    }

    private static int registersOfLane(int insn) {
        return ((insn >>> 13 & 1) << 1 | insn >>> 21 & 1) + 1;
    }

    private void lane(int row, int insn) {
        gate.check();
        int count = registersOfLane(insn);
        int scale = insn >>> 14 & 3;
        int size = scale == 2 && (insn & 1 << 10) != 0 ? 3 : scale;
        int lane = (insn >>> 27 & 8 | insn >>> 10 & 7) >>> size;
        int op = (insn & 1 << 22) != 0 ? Micro.LOAD_LANE_V : Micro.STORE_LANE_V;
        block.add(op, rt(insn), rn(insn), 0, size | VectorShape.registers(count) | VectorShape.lane(lane), 0);
        advance(insn, row == A64Rows.LDST_lane_post, count << size);
    }

    private void all(int row, int insn, boolean full) {
        gate.check();
        int count = registersOfLane(insn);
        int size = insn >>> 10 & 3;
        int shape = VectorShape.registers(count) | (full ? VectorShape.FULL : 0);
        block.add(Micro.LOAD_ALL_V, rt(insn), rn(insn), 0, size | shape, 0);
        advance(insn, row == A64Rows.LD_all_post, count << size);
    }
}
