package org.polyvisor.arm.translator;

import static org.polyvisor.arm.a64.Fields.imm6;
import static org.polyvisor.arm.a64.Fields.is64;
import static org.polyvisor.arm.a64.Fields.ra;
import static org.polyvisor.arm.a64.Fields.rd;
import static org.polyvisor.arm.a64.Fields.rm;
import static org.polyvisor.arm.a64.Fields.rn;
import static org.polyvisor.arm.translator.Values.SP;
import static org.polyvisor.arm.translator.Values.source;
import static org.polyvisor.arm.translator.Values.target;
import static org.polyvisor.arm.translator.Values.width;
import static org.polyvisor.codegen.ir.Micro.T0;

import org.polyvisor.arm.a64.Fields;
import org.polyvisor.arm.a64.Operands;
import org.polyvisor.arm.a64.generated.A64Rows;
import org.polyvisor.codegen.ir.Micro;
import org.polyvisor.codegen.ir.MicroBlock;

/** Data processing on general registers as micro-operations. */
final class IntegerFront {
    private final MicroBlock block;

    IntegerFront(MicroBlock block) {
        this.block = block;
    }

    /** False where the row is none of these. */
    boolean translate(int row, int insn, int offset) {
        switch (row) {
            case A64Rows.ADR -> pcRelative(insn, offset + immediate21(insn));
            case A64Rows.ADRP -> pcRelative(insn, immediate21(insn) << 12);
            case A64Rows.MOVZ -> moveWide(insn, (long) (insn >>> 5 & 0xffff) << shift16(insn));
            case A64Rows.MOVN -> moveWide(insn, ~((long) (insn >>> 5 & 0xffff) << shift16(insn)));
            case A64Rows.MOVK -> moveKeep(insn);
            case A64Rows.ADD_imm -> addImmediate(insn, Micro.ADD);
            case A64Rows.SUB_imm -> addImmediate(insn, Micro.SUB);
            case A64Rows.ADDS_imm -> flagsImmediate(insn, Micro.ADDS);
            case A64Rows.SUBS_imm -> flagsImmediate(insn, Micro.SUBS);
            case A64Rows.ADD_shift -> shifted(insn, Micro.ADD);
            case A64Rows.ADDS_shift -> shifted(insn, Micro.ADDS);
            case A64Rows.SUB_shift -> shifted(insn, Micro.SUB);
            case A64Rows.SUBS_shift -> shifted(insn, Micro.SUBS);
            case A64Rows.ADD_ext -> extended(insn, Micro.ADD);
            case A64Rows.ADDS_ext -> extended(insn, Micro.ADDS);
            case A64Rows.SUB_ext -> extended(insn, Micro.SUB);
            case A64Rows.SUBS_ext -> extended(insn, Micro.SUBS);
            case A64Rows.ADC -> three(insn, Micro.ADC);
            case A64Rows.ADCS -> three(insn, Micro.ADCS);
            case A64Rows.SBC -> three(insn, Micro.SBC);
            case A64Rows.SBCS -> three(insn, Micro.SBCS);
            case A64Rows.AND_imm -> logicalImmediate(insn, Micro.AND);
            case A64Rows.ORR_imm -> logicalImmediate(insn, Micro.OR);
            case A64Rows.EOR_imm -> logicalImmediate(insn, Micro.XOR);
            case A64Rows.ANDS_imm -> logicalImmediate(insn, Micro.ANDS);
            case A64Rows.AND_shift -> shifted(insn, Micro.AND);
            case A64Rows.BIC_shift -> shifted(insn, Micro.BIC);
            case A64Rows.ORR_shift -> shifted(insn, Micro.OR);
            case A64Rows.ORN_shift -> shifted(insn, Micro.ORN);
            case A64Rows.EOR_shift -> shifted(insn, Micro.XOR);
            case A64Rows.EON_shift -> shifted(insn, Micro.XORN);
            case A64Rows.ANDS_shift -> shifted(insn, Micro.ANDS);
            case A64Rows.BICS_shift -> shifted(insn, Micro.BICS);
            case A64Rows.CCMN_reg, A64Rows.CCMP_reg, A64Rows.CCMN_imm, A64Rows.CCMP_imm -> compareIf(row, insn);
            case A64Rows.CSEL -> select(insn, Micro.SELECT);
            case A64Rows.CSINC -> select(insn, Micro.SELECT_INC);
            case A64Rows.CSINV -> select(insn, Micro.SELECT_NOT);
            case A64Rows.CSNEG -> select(insn, Micro.SELECT_NEG);
            default -> {
                return translateMore(row, insn);
            }
        }
        return true;
    }

    private boolean translateMore(int row, int insn) {
        switch (row) {
            case A64Rows.UBFM -> unsignedField(insn);
            case A64Rows.SBFM -> signedField(insn);
            case A64Rows.BFM -> insertField(insn);
            case A64Rows.EXTR -> extract(insn);
            case A64Rows.LSLV -> three(insn, Micro.SHL);
            case A64Rows.LSRV -> three(insn, Micro.SHR);
            case A64Rows.ASRV -> three(insn, Micro.SAR);
            case A64Rows.RORV -> three(insn, Micro.ROR);
            case A64Rows.RBIT -> one(insn, Micro.RBIT);
            case A64Rows.REV16 -> one(insn, Micro.BSWAP16);
            case A64Rows.REV32 -> one(insn, is64(insn) ? Micro.BSWAP32 : Micro.BSWAP);
            case A64Rows.REV64 -> one(insn, Micro.BSWAP);
            case A64Rows.CLZ -> one(insn, Micro.CLZ);
            case A64Rows.CLS -> one(insn, Micro.CLS);
            case A64Rows.MADD -> multiplyAdd(insn, Micro.ADD);
            case A64Rows.MSUB -> multiplyAdd(insn, Micro.SUB);
            case A64Rows.SMADDL -> multiplyLong(insn, Micro.ADD, Micro.SIGNED);
            case A64Rows.SMSUBL -> multiplyLong(insn, Micro.SUB, Micro.SIGNED);
            case A64Rows.UMADDL -> multiplyLong(insn, Micro.ADD, 0);
            case A64Rows.UMSUBL -> multiplyLong(insn, Micro.SUB, 0);
            case A64Rows.SMULH -> three(insn, Micro.MULHS);
            case A64Rows.UMULH -> three(insn, Micro.MULHU);
            case A64Rows.UDIV -> three(insn, Micro.DIVU);
            case A64Rows.SDIV -> three(insn, Micro.DIVS);
            case A64Rows.CRC32 -> checksum(insn, Micro.CRC32);
            case A64Rows.CRC32C -> checksum(insn, Micro.CRC32C);
            default -> {
                return false;
            }
        }
        return true;
    }

    private static long immediate21(int insn) {
        return (long) (insn << 8 >> 13) << 2 | (insn >>> 29 & 3);
    }

    private void pcRelative(int insn, long distance) {
        if (rd(insn) != 31) {
            block.add(Micro.PCREL, rd(insn), Micro.ZERO, Micro.IMM, 0, distance);
        }
    }

    private static int shift16(int insn) {
        return (insn >>> 21 & 3) << 4;
    }

    private void moveWide(int insn, long value) {
        if (rd(insn) != 31) {
            block.addImm(Micro.MOV, rd(insn), Micro.ZERO, is64(insn) ? value : value & 0xffff_ffffL);
        }
    }

    private void moveKeep(int insn) {
        int d = rd(insn);
        if (d == 31) {
            return;
        }
        int shift = shift16(insn);
        long part = (long) (insn >>> 5 & 0xffff) << shift;
        long mask = 0xffffL << shift;
        int last = block.size() - 1;
        if (last >= 0 && block.op(last) == Micro.MOV && block.b(last) == Micro.IMM && block.d(last) == d) {
            // Nothing can come between the two.
            long value = block.imm(last) & ~mask | part;
            block.removeLast();
            block.addImm(Micro.MOV, d, Micro.ZERO, is64(insn) ? value : value & 0xffff_ffffL);
            return;
        }
        block.addImm(Micro.AND | width(insn), d, d, ~mask);
        if (part != 0) {
            block.addImm(Micro.OR | width(insn), d, d, part);
        }
    }

    private static long imm12(int insn) {
        int imm = insn >>> 10 & 0xfff;
        return (insn & 1 << 22) == 0 ? imm : imm << 12;
    }

    private void addImmediate(int insn, int op) {
        long imm = imm12(insn);
        int d = rd(insn);
        int n = rn(insn);
        int last = block.size() - 1;
        if (op == Micro.ADD
                && is64(insn)
                && d == n
                && last >= 0
                && block.op(last) == Micro.PCREL
                && block.d(last) == d) {
            long distance = block.imm(last) + imm;
            block.removeLast();
            block.add(Micro.PCREL, d, Micro.ZERO, Micro.IMM, 0, distance);
        } else if (imm == 0) {
            block.add(Micro.MOV | width(insn), d, n, 0);
        } else {
            block.addImm(op | width(insn), d, n, imm);
        }
        if (d == SP && !(is64(insn) && n == SP && (imm & 15) == 0)) {
            checkStackPointer();
        }
    }

    private void checkStackPointer() {
        block.add(Micro.CHECK_SP, Micro.NONE, SP, Micro.ZERO);
    }

    private void flagsImmediate(int insn, int op) {
        block.addImm(op | width(insn), target(rd(insn)), rn(insn), imm12(insn));
    }

    private void three(int insn, int op) {
        int d = target(rd(insn));
        if (d != Micro.NONE || org.polyvisor.codegen.ir.FlagLiveness.sets(op)) {
            block.add(op | width(insn), d, source(rn(insn)), source(rm(insn)));
        }
    }

    private void one(int insn, int op) {
        if (rd(insn) != 31) {
            block.add(op | width(insn), rd(insn), source(rn(insn)), Micro.ZERO);
        }
    }

    private void shifted(int insn, int op) {
        int d = target(rd(insn));
        boolean setsFlags = op == Micro.ADDS || op == Micro.SUBS || op == Micro.ANDS || op == Micro.BICS;
        if (d == Micro.NONE && !setsFlags) {
            return;
        }
        int n = source(rn(insn));
        int m = source(rm(insn));
        int type = insn >>> 22 & 3;
        int amount = imm6(insn);
        int width = width(insn);
        if (amount == 0 && op == Micro.OR && n == Micro.ZERO) {
            block.add(Micro.MOV | width, d, m, 0);
        } else if (amount == 0 && op == Micro.ORN && n == Micro.ZERO && m == Micro.ZERO) {
            block.addImm(Micro.MOV, d, Micro.ZERO, is64(insn) ? -1L : 0xffff_ffffL);
        } else if (amount == 0) {
            block.add(op | width, d, n, m);
        } else if (op == Micro.ADD && type == 0) {
            block.add(Micro.ADD_SHIFTED | width, d, n, m, 0, amount);
        } else {
            block.addImm(shiftOperation(type) | width, T0, m, amount);
            block.add(op | width, d, n, T0);
        }
    }

    private static int shiftOperation(int type) {
        return switch (type) {
            case 0 -> Micro.SHL;
            case 1 -> Micro.SHR;
            case 2 -> Micro.SAR;
            default -> Micro.ROR;
        };
    }

    private void extended(int insn, int op) {
        boolean setsFlags = op == Micro.ADDS || op == Micro.SUBS;
        int d = setsFlags ? target(rd(insn)) : rd(insn);
        int n = rn(insn);
        int m = source(rm(insn));
        int option = insn >>> 13 & 7;
        int amount = Fields.imm3At10(insn);
        int width = width(insn);
        int bytes = 1 << (option & 3);
        if (bytes < (is64(insn) ? 8 : 4)) {
            block.add(Micro.EXTEND | width, T0, m, 0, bytes | (option >= 4 ? Micro.SIGNED : 0), 0);
            m = T0;
        }
        if (amount == 0) {
            block.add(op | width, d, n, m);
        } else if (op == Micro.ADD) {
            block.add(Micro.ADD_SHIFTED | width, d, n, m, 0, amount);
        } else {
            block.addImm(Micro.SHL | width, T0, m, amount);
            block.add(op | width, d, n, T0);
        }
        if (d == SP) {
            checkStackPointer();
        }
    }

    private void logicalImmediate(int insn, int op) {
        long mask = Operands.bitmask(insn);
        if (!is64(insn)) {
            mask &= 0xffff_ffffL;
        }
        int n = source(rn(insn));
        if (op == Micro.ANDS) {
            block.addImm(op | width(insn), target(rd(insn)), n, mask);
            return;
        }
        int d = rd(insn);
        if (op == Micro.OR && n == Micro.ZERO) {
            block.addImm(Micro.MOV, d, Micro.ZERO, mask);
        } else if (op == Micro.AND && (mask == 0xff || mask == 0xffff || mask == 0xffff_ffffL)) {
            // Leaves the host's flags alone.
            block.add(Micro.EXTEND | width(insn), d, n, 0, Long.bitCount(mask) >>> 3, 0);
        } else {
            block.addImm(op | width(insn), d, n, mask);
        }
        if (d == SP) {
            checkStackPointer();
        }
    }

    private void compareIf(int row, int insn) {
        boolean subtract = row == A64Rows.CCMP_reg || row == A64Rows.CCMP_imm;
        int op = (subtract ? Micro.CCMP : Micro.CCMN) | width(insn);
        int c = Fields.cond(insn) | (insn & 15) << 4;
        int n = source(rn(insn));
        if (row == A64Rows.CCMP_imm || row == A64Rows.CCMN_imm) {
            block.add(op, Micro.NONE, n, Micro.IMM, c, insn >>> 16 & 31);
        } else {
            block.add(op, Micro.NONE, n, source(rm(insn)), c, 0);
        }
    }

    private void select(int insn, int op) {
        if (rd(insn) != 31) {
            block.add(op | width(insn), rd(insn), source(rn(insn)), source(rm(insn)), Fields.cond(insn), 0);
        }
    }

    private static int bits(int insn) {
        return is64(insn) ? 64 : 32;
    }

    private void unsignedField(int insn) {
        int d = rd(insn);
        if (d == 31) {
            return;
        }
        int n = source(rn(insn));
        int first = insn >>> 16 & 63;
        int last = insn >>> 10 & 63;
        int bits = bits(insn);
        int width = width(insn);
        if (last == bits - 1) {
            block.addImm(Micro.SHR | width, d, n, first);
        } else if (last + 1 == first) {
            block.addImm(Micro.SHL | width, d, n, bits - first);
        } else if (first == 0 && (last == 7 || last == 15 || last == 31)) {
            block.add(Micro.EXTEND | width, d, n, 0, last + 1 >>> 3, 0);
        } else if (last >= first && last - first < 30) {
            int from = n;
            if (first != 0) {
                block.addImm(Micro.SHR | width, T0, n, first);
                from = T0;
            }
            block.addImm(Micro.AND | width, d, from, (1L << last - first + 1) - 1);
        } else {
            moveField(insn, Micro.SHR);
        }
    }

    private void signedField(int insn) {
        int first = insn >>> 16 & 63;
        int last = insn >>> 10 & 63;
        if (rd(insn) == 31) {
            return;
        }
        int n = source(rn(insn));
        if (last == bits(insn) - 1) {
            block.addImm(Micro.SAR | width(insn), rd(insn), n, first);
        } else if (first == 0 && (last == 7 || last == 15 || last == 31)) {
            block.add(Micro.EXTEND | width(insn), rd(insn), n, 0, last + 1 >>> 3 | Micro.SIGNED, 0);
        } else {
            moveField(insn, Micro.SAR);
        }
    }

    /** Shifts a field to the top and from there to its place. */
    private void moveField(int insn, int shiftBack) {
        int first = insn >>> 16 & 63;
        int last = insn >>> 10 & 63;
        int up = bits(insn) - 1 - last;
        block.addImm(Micro.SHL | width(insn), T0, source(rn(insn)), up);
        block.addImm(shiftBack | width(insn), rd(insn), T0, last >= first ? up + first : first - last - 1);
    }

    private void insertField(int insn) {
        int d = rd(insn);
        if (d == 31) {
            return;
        }
        int n = source(rn(insn));
        int first = insn >>> 16 & 63;
        int last = insn >>> 10 & 63;
        int width = width(insn);
        if (last >= first) {
            int from = n;
            if (first != 0) {
                block.addImm(Micro.SHR | width, T0, n, first);
                from = T0;
            }
            block.add(Micro.INSERT | width, d, from, 0, last - first + 1, 0);
        } else {
            block.add(Micro.INSERT | width, d, n, 0, last + 1, bits(insn) - first);
        }
    }

    private void extract(int insn) {
        int d = rd(insn);
        if (d == 31) {
            return;
        }
        int amount = imm6(insn);
        if (rn(insn) == rm(insn)) {
            block.addImm(Micro.ROR | width(insn), d, source(rn(insn)), amount);
        } else {
            block.add(Micro.EXTRACT | width(insn), d, source(rn(insn)), source(rm(insn)), 0, amount);
        }
    }

    private void multiplyAdd(int insn, int op) {
        int d = rd(insn);
        if (d == 31) {
            return;
        }
        int width = width(insn);
        if (ra(insn) == 31 && op == Micro.ADD) {
            block.add(Micro.MUL | width, d, source(rn(insn)), source(rm(insn)));
        } else {
            block.add(Micro.MUL | width, T0, source(rn(insn)), source(rm(insn)));
            block.add(op | width, d, source(ra(insn)), T0);
        }
    }

    private void multiplyLong(int insn, int op, int signed) {
        int d = rd(insn);
        if (d == 31) {
            return;
        }
        block.add(Micro.EXTEND, T0, source(rn(insn)), 0, 4 | signed, 0);
        block.add(Micro.EXTEND, Micro.T1, source(rm(insn)), 0, 4 | signed, 0);
        if (ra(insn) == 31 && op == Micro.ADD) {
            block.add(Micro.MUL, d, T0, Micro.T1);
        } else {
            block.add(Micro.MUL, T0, T0, Micro.T1);
            block.add(op, d, source(ra(insn)), T0);
        }
    }

    private void checksum(int insn, int op) {
        if (rd(insn) != 31) {
            block.add(op, rd(insn), source(rn(insn)), source(rm(insn)), 1 << (insn >>> 10 & 3), 0);
        }
    }
}
