package org.polyvisor.arm.translator;

import static org.polyvisor.arm.a64.Fields.imm7;
import static org.polyvisor.arm.a64.Fields.imm9;
import static org.polyvisor.arm.a64.Fields.rm;
import static org.polyvisor.arm.a64.Fields.rn;
import static org.polyvisor.arm.a64.Fields.rs;
import static org.polyvisor.arm.a64.Fields.rt;
import static org.polyvisor.arm.a64.Fields.rt2;
import static org.polyvisor.arm.a64.Fields.size;
import static org.polyvisor.arm.translator.Values.SP;
import static org.polyvisor.arm.translator.Values.source;
import static org.polyvisor.arm.translator.Values.target;
import static org.polyvisor.codegen.ir.Micro.T0;

import org.polyvisor.arm.a64.generated.A64Rows;
import org.polyvisor.codegen.ir.Micro;
import org.polyvisor.codegen.ir.MicroBlock;

/** Loads and stores of general registers as micro-operations. */
final class MemoryFront {
    private final MicroBlock block;

    MemoryFront(MicroBlock block) {
        this.block = block;
    }

    /** False where the row is none of these, or the instruction a form that only the helper knows. */
    boolean translate(int row, int insn, int offset) {
        switch (row) {
            case A64Rows.LDR_lit -> literal(insn, offset, 2 + (insn >>> 30 & 1), 0);
            case A64Rows.LDRSW_lit -> literal(insn, offset, 2, Micro.SIGNED);
            case A64Rows.STR_uimm -> store(insn, scaled(insn), 0);
            case A64Rows.LDR_uimm -> load(insn, scaled(insn), 0, 0);
            case A64Rows.LDRS_uimm_x -> load(insn, scaled(insn), Micro.SIGNED, 0);
            case A64Rows.LDRS_uimm_w -> load(insn, scaled(insn), Micro.SIGNED, Micro.W32);
            case A64Rows.STUR -> store(insn, imm9(insn), 0);
            case A64Rows.LDUR -> load(insn, imm9(insn), 0, 0);
            case A64Rows.LDURS_x -> load(insn, imm9(insn), Micro.SIGNED, 0);
            case A64Rows.LDURS_w -> load(insn, imm9(insn), Micro.SIGNED, Micro.W32);
            case A64Rows.STTR -> store(insn, imm9(insn), Micro.USER);
            case A64Rows.LDTR -> load(insn, imm9(insn), Micro.USER, 0);
            case A64Rows.LDTRS_x -> load(insn, imm9(insn), Micro.USER | Micro.SIGNED, 0);
            case A64Rows.LDTRS_w -> load(insn, imm9(insn), Micro.USER | Micro.SIGNED, Micro.W32);
            case A64Rows.STR_post, A64Rows.STR_pre -> {
                return indexed(insn, row == A64Rows.STR_pre, Micro.STORE, 0, 0);
            }
            case A64Rows.LDR_post, A64Rows.LDR_pre -> {
                return indexed(insn, row == A64Rows.LDR_pre, Micro.LOAD, 0, 0);
            }
            case A64Rows.LDRS_post_x, A64Rows.LDRS_pre_x -> {
                return indexed(insn, row == A64Rows.LDRS_pre_x, Micro.LOAD, Micro.SIGNED, 0);
            }
            case A64Rows.LDRS_post_w, A64Rows.LDRS_pre_w -> {
                return indexed(insn, row == A64Rows.LDRS_pre_w, Micro.LOAD, Micro.SIGNED, Micro.W32);
            }
            case A64Rows.STR_reg -> register(insn, Micro.STORE, 0, 0);
            case A64Rows.LDR_reg -> register(insn, Micro.LOAD, 0, 0);
            case A64Rows.LDRS_reg_x -> register(insn, Micro.LOAD, Micro.SIGNED, 0);
            case A64Rows.LDRS_reg_w -> register(insn, Micro.LOAD, Micro.SIGNED, Micro.W32);
            case A64Rows.PRFM_lit, A64Rows.PRFM_uimm, A64Rows.PRFUM, A64Rows.PRFM_reg -> {}
            default -> {
                return pairs(row, insn);
            }
        }
        return true;
    }

    private boolean pairs(int row, int insn) {
        return switch (row) {
            case A64Rows.STNP, A64Rows.STP -> pair(insn, Micro.STORE_PAIR, 0, false, false);
            case A64Rows.LDNP, A64Rows.LDP -> pair(insn, Micro.LOAD_PAIR, 0, false, false);
            case A64Rows.LDPSW -> pair(insn, Micro.LOAD_PAIR, Micro.SIGNED, false, false);
            case A64Rows.STP_post -> pair(insn, Micro.STORE_PAIR, 0, true, false);
            case A64Rows.STP_pre -> pair(insn, Micro.STORE_PAIR, 0, true, true);
            case A64Rows.LDP_post -> pair(insn, Micro.LOAD_PAIR, 0, true, false);
            case A64Rows.LDP_pre -> pair(insn, Micro.LOAD_PAIR, 0, true, true);
            case A64Rows.LDPSW_post -> pair(insn, Micro.LOAD_PAIR, Micro.SIGNED, true, false);
            case A64Rows.LDPSW_pre -> pair(insn, Micro.LOAD_PAIR, Micro.SIGNED, true, true);
            default -> ordered(row, insn);
        };
    }

    private boolean ordered(int row, int insn) {
        int size = size(insn);
        switch (row) {
            case A64Rows.LDAR, A64Rows.LDAPR ->
                block.add(Micro.LOAD, target(rt(insn)), rn(insn), 0, size | Micro.ALIGNED, 0);
            case A64Rows.STLR ->
                block.add(Micro.STORE, source(rt(insn)), rn(insn), 0, size | Micro.ALIGNED | Micro.RELEASE, 0);
            case A64Rows.LDXR, A64Rows.LDAXR ->
                block.add(Micro.LOAD_EXCLUSIVE, target(rt(insn)), rn(insn), 0, size | Micro.ALIGNED, 0);
            case A64Rows.STXR, A64Rows.STLXR ->
                block.add(Micro.STORE_EXCLUSIVE, target(rs(insn)), rn(insn), source(rt(insn)), size | Micro.ALIGNED, 0);
            case A64Rows.LDADD -> atomic(insn, Micro.FETCH_ADD);
            case A64Rows.LDCLR -> atomic(insn, Micro.FETCH_CLEAR);
            case A64Rows.LDEOR -> atomic(insn, Micro.FETCH_XOR);
            case A64Rows.LDSET -> atomic(insn, Micro.FETCH_SET);
            case A64Rows.SWP -> atomic(insn, Micro.SWAP);
            case A64Rows.CASP -> {
                if ((insn & 1 << 30) == 0) {
                    return false;
                }
                block.add(Micro.COMPARE_SWAP_PAIR, rs(insn), rn(insn), rt(insn), 4 | Micro.ALIGNED, 0);
            }
            case A64Rows.CAS -> {
                if (rs(insn) == 31) {
                    return false;
                }
                block.add(Micro.COMPARE_SWAP, rs(insn), rn(insn), source(rt(insn)), size | Micro.ALIGNED, 0);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private void atomic(int insn, int op) {
        block.add(op, target(rt(insn)), rn(insn), source(rs(insn)), size(insn) | Micro.ALIGNED, 0);
    }

    private void literal(int insn, int offset, int size, int flags) {
        long distance = offset + ((insn << 8 >> 13) << 2);
        block.add(Micro.PCREL, T0, Micro.ZERO, Micro.IMM, 0, distance);
        block.add(Micro.LOAD, target(rt(insn)), T0, 0, size | flags, 0);
    }

    private static long scaled(int insn) {
        return (long) (insn >>> 10 & 0xfff) << size(insn);
    }

    private void load(int insn, long distance, int flags, int width) {
        block.add(Micro.LOAD | width, target(rt(insn)), rn(insn), 0, size(insn) | flags, distance);
    }

    private void store(int insn, long distance, int flags) {
        block.add(Micro.STORE, source(rt(insn)), rn(insn), 0, size(insn) | flags, distance);
    }

    private boolean indexed(int insn, boolean before, int op, int flags, int width) {
        int n = rn(insn);
        if (n == rt(insn) && n != 31) {
            return false;
        }
        long distance = imm9(insn);
        int t = op == Micro.STORE ? source(rt(insn)) : target(rt(insn));
        block.add(op | width, t, n, 0, size(insn) | flags, before ? distance : 0);
        writeBack(n, distance);
        return true;
    }

    void writeBack(int n, long distance) {
        block.addImm(Micro.ADD, n, n, distance);
        if (n == SP && (distance & 15) != 0) {
            block.add(Micro.CHECK_SP, Micro.NONE, SP, Micro.ZERO);
        }
    }

    private void register(int insn, int op, int flags, int width) {
        int size = size(insn);
        int t = op == Micro.STORE ? source(rt(insn)) : target(rt(insn));
        address(insn, size);
        block.add(op | width, t, T0, 0, size | flags, 0);
    }

    /** T0 = the address with a register as offset. */
    void address(int insn, int size) {
        int option = insn >>> 13 & 7;
        int m = source(rm(insn));
        if ((option & 1) == 0) {
            block.add(Micro.EXTEND, T0, m, 0, 4 | (option == 6 ? Micro.SIGNED : 0), 0);
            m = T0;
        }
        boolean shifts = (insn & 1 << 12) != 0;
        block.add(Micro.ADD_SHIFTED, T0, rn(insn), m, 0, shifts ? size : 0);
    }

    private boolean pair(int insn, int op, int flags, boolean writesBack, boolean before) {
        int n = rn(insn);
        boolean loads = op == Micro.LOAD_PAIR;
        // Bit 31 selects X registers; LDPSW has it clear and loads words.
        int size = insn < 0 ? 3 : 2;
        long distance = imm7(insn) << size;
        if (loads && rt(insn) == rt2(insn) || writesBack && n != 31 && (n == rt(insn) || n == rt2(insn))) {
            return false;
        }
        int t = loads ? target(rt(insn)) : source(rt(insn));
        int t2 = loads ? target(rt2(insn)) : source(rt2(insn));
        block.add(op, t, n, t2, size | flags, writesBack && !before ? 0 : distance);
        if (writesBack) {
            writeBack(n, distance);
        }
        return true;
    }
}
