package org.polyvisor.codegen.x86;

import static org.polyvisor.codegen.x86.Registers.SCRATCH;

import org.polyvisor.codegen.ir.FlagLiveness;
import org.polyvisor.codegen.ir.Micro;
import org.polyvisor.codegen.ir.MicroBlock;

/** Additions, logic, shifts and selections on general registers. */
final class IntegerLowering {
    private final Assembler asm;
    private final Operands operands;
    private final HostFlags flags;
    private final boolean bmi2;

    IntegerLowering(Assembler asm, Operands operands, HostFlags flags, HostFeatures features) {
        this.asm = asm;
        this.operands = operands;
        this.flags = flags;
        bmi2 = features.bmi2();
    }

    void mov(MicroBlock block, int i) {
        int d = block.d(i);
        if (block.b(i) == Micro.IMM) {
            operands.storeImm(d, block.imm(i), SCRATCH);
            return;
        }
        int a = block.a(i);
        if ((block.op(i) & Micro.W32) != 0) {
            int reg = Operands.target(d, SCRATCH);
            int from = operands.use(a, SCRATCH);
            asm.mov(false, reg, from);
            operands.store(d, reg);
        } else if (Operands.isInRegister(d)) {
            operands.load(Registers.of(d), a);
        } else {
            operands.store(d, operands.use(a, SCRATCH));
        }
    }

    void pcRelative(MicroBlock block, int i, long pcPage) {
        int reg = Operands.target(block.d(i), SCRATCH);
        asm.load(8, reg, pcPage);
        long distance = block.imm(i);
        if (distance == (int) distance) {
            if (distance != 0) {
                asm.lea(true, reg, Mem.at(reg, (int) distance));
            }
        } else {
            // ADRP reaches 4 GiB: in two steps, neither of which touches the flags.
            asm.lea(true, reg, Mem.at(reg, (int) (distance / 2)));
            asm.lea(true, reg, Mem.at(reg, (int) (distance - distance / 2)));
        }
        operands.store(block.d(i), reg);
    }

    /** ADD, SUB, AND, OR, XOR and their inverted and flag-setting forms. */
    void arithmetic(MicroBlock block, int i) {
        int kind = block.op(i) & Micro.KIND;
        boolean wide = (block.op(i) & Micro.W32) == 0;
        if (flags.areHeld() && FlagLiveness.preserves(block, i)) {
            addKeepingFlags(block, i, wide);
            return;
        }
        switch (kind) {
            case Micro.ADD -> binary(block, i, Assembler.ADD, wide, true);
            case Micro.SUB -> binary(block, i, Assembler.SUB, wide, false);
            case Micro.AND -> binary(block, i, Assembler.AND, wide, true);
            case Micro.OR -> binary(block, i, Assembler.OR, wide, true);
            case Micro.XOR -> binary(block, i, Assembler.XOR, wide, true);
            case Micro.BIC, Micro.BICS -> inverted(block, i, Assembler.AND, wide);
            case Micro.ORN -> inverted(block, i, Assembler.OR, wide);
            case Micro.XORN -> inverted(block, i, Assembler.XOR, wide);
            case Micro.ADDS -> binary(block, i, Assembler.ADD, wide, true);
            case Micro.ANDS -> binary(block, i, Assembler.AND, wide, true);
            default -> binary(block, i, Assembler.SUB, wide, false);
        }
        switch (kind) {
            case Micro.SUBS -> flags.setBySubtraction();
            case Micro.ADDS, Micro.ANDS, Micro.BICS -> flags.setByAddition();
            default -> flags.lost();
        }
    }

    private void binary(MicroBlock block, int i, int op, boolean wide, boolean commutes) {
        int d = block.d(i);
        int a = block.a(i);
        int b = block.b(i);
        if (b == Micro.IMM) {
            immediate(op, wide, d, a, block.imm(i), setsFlags(block, i));
            return;
        }
        if (d == Micro.NONE) {
            compare(op, wide, a, b);
            return;
        }
        int own = Registers.of(d);
        if (own < 0 && d == a && wide && b != Micro.ZERO) {
            asm.aluMR(op, true, operands.slot(d), operands.use(b, SCRATCH));
            return;
        }
        if (own >= 0 && d != a && d == b) {
            if (commutes) {
                operands.alu(op, wide, own, a);
                return;
            }
            operands.load(SCRATCH, a);
            asm.alu(op, wide, SCRATCH, own);
            asm.mov(true, own, SCRATCH);
            return;
        }
        if (op == Assembler.ADD
                && own >= 0
                && d != a
                && Operands.isInRegister(a)
                && Operands.isInRegister(b)
                && !setsFlags(block, i)) {
            asm.lea(wide, own, Mem.at(Registers.of(a), Registers.of(b), 0, 0));
            return;
        }
        int reg = own >= 0 ? own : SCRATCH;
        operands.load(reg, a);
        operands.alu(op, wide, reg, b);
        operands.store(d, reg);
    }

    /** Addition, or subtraction of an immediate, that leaves the host's flags alone. */
    private void addKeepingFlags(MicroBlock block, int i, boolean wide) {
        int d = block.d(i);
        int reg = Operands.target(d, SCRATCH);
        int b = block.b(i);
        if (b == Micro.IMM) {
            int imm = (int) block.imm(i);
            int from = operands.use(block.a(i), SCRATCH);
            asm.lea(wide, reg, Mem.at(from, (block.op(i) & Micro.KIND) == Micro.SUB ? -imm : imm));
        } else {
            int first = operands.use(block.a(i), SCRATCH);
            int second = operands.use(b, first == SCRATCH ? Registers.T1 : SCRATCH);
            asm.lea(wide, reg, Mem.at(first, second, 0, 0));
        }
        operands.store(d, reg);
    }

    private static boolean setsFlags(MicroBlock block, int i) {
        int kind = block.op(i) & Micro.KIND;
        return kind == Micro.ADDS || kind == Micro.SUBS || kind == Micro.ANDS;
    }

    private void compare(int op, boolean wide, int a, int b) {
        if (op == Assembler.SUB) {
            operands.alu(Assembler.CMP, wide, operands.use(a, SCRATCH), b);
        } else if (op == Assembler.AND && Operands.isInRegister(a) && Operands.isInRegister(b)) {
            asm.test(wide, Registers.of(a), Registers.of(b));
        } else {
            operands.load(SCRATCH, a);
            operands.alu(op, wide, SCRATCH, b);
        }
    }

    private void immediate(int op, boolean wide, int d, int a, long value, boolean setsFlags) {
        long imm = wide ? value : (int) value;
        if (imm != (int) imm) {
            // Only 64-bit masks are that large.
            int reg = Operands.target(d, SCRATCH);
            if (reg != SCRATCH && reg != Registers.of(a)) {
                asm.movImm(reg, imm);
                operands.alu(op, true, reg, a);
            } else {
                asm.movImm(SCRATCH, imm);
                if (reg == SCRATCH) {
                    operands.alu(op, true, SCRATCH, a);
                } else {
                    asm.alu(op, true, reg, SCRATCH);
                }
            }
            operands.store(d, reg);
            return;
        }
        int small = (int) imm;
        int from = Registers.of(a);
        int own = Registers.of(d);
        if (d == Micro.NONE) {
            compareImmediate(op, wide, a, small);
        } else if (own < 0 && d == a && wide) {
            asm.aluMemImm(op, true, operands.slot(d), small);
        } else if (own >= 0 && own == from) {
            asm.aluImm(op, wide, own, small);
        } else if ((op == Assembler.ADD || op == Assembler.SUB && small != Integer.MIN_VALUE)
                && own >= 0
                && from >= 0
                && !setsFlags) {
            asm.lea(wide, own, Mem.at(from, op == Assembler.ADD ? small : -small));
        } else {
            int reg = own >= 0 ? own : SCRATCH;
            operands.load(reg, a);
            asm.aluImm(op, wide, reg, small);
            operands.store(d, reg);
        }
    }

    private void compareImmediate(int op, boolean wide, int a, int imm) {
        int reg = Registers.of(a);
        if (op == Assembler.SUB) {
            if (reg >= 0 && imm == 0) {
                // TEST clears CF and OF as CMP with zero does.
                asm.test(wide, reg, reg);
            } else if (reg >= 0) {
                asm.aluImm(Assembler.CMP, wide, reg, imm);
            } else if (a == Micro.ZERO) {
                asm.movImm(SCRATCH, 0);
                asm.aluImm(Assembler.CMP, wide, SCRATCH, imm);
            } else {
                asm.aluMemImm(Assembler.CMP, wide, operands.slot(a), imm);
            }
        } else if (op == Assembler.AND && reg >= 0) {
            asm.testImm(wide, reg, imm);
        } else {
            operands.load(SCRATCH, a);
            asm.aluImm(op, wide, SCRATCH, imm);
        }
    }

    private void inverted(MicroBlock block, int i, int op, boolean wide) {
        operands.load(SCRATCH, block.b(i));
        asm.not(wide, SCRATCH);
        operands.alu(op, wide, SCRATCH, block.a(i));
        operands.store(block.d(i), SCRATCH);
    }

    void withCarry(MicroBlock block, int i) {
        int kind = block.op(i) & Micro.KIND;
        boolean wide = (block.op(i) & Micro.W32) == 0;
        boolean subtract = kind == Micro.SBC || kind == Micro.SBCS;
        flags.loadCarry(subtract);
        operands.load(SCRATCH, block.a(i));
        int b = block.b(i);
        if (b == Micro.ZERO) {
            asm.aluImm(subtract ? Assembler.SBB : Assembler.ADC, wide, SCRATCH, 0);
        } else {
            operands.alu(subtract ? Assembler.SBB : Assembler.ADC, wide, SCRATCH, b);
        }
        operands.store(block.d(i), SCRATCH);
        if (kind == Micro.ADCS) {
            flags.setByAddition();
        } else if (kind == Micro.SBCS) {
            flags.setBySubtraction();
        } else {
            flags.lost();
        }
    }

    void addShifted(MicroBlock block, int i) {
        boolean wide = (block.op(i) & Micro.W32) == 0;
        int shift = (int) block.imm(i);
        int d = block.d(i);
        int reg = Operands.target(d, SCRATCH);
        if (shift <= 3) {
            int b = operands.use(block.b(i), SCRATCH);
            int a = block.a(i);
            if (a == Micro.ZERO) {
                asm.mov(wide, SCRATCH, b);
                asm.shift(Assembler.SHL, wide, SCRATCH, shift);
                operands.store(d, SCRATCH);
            } else if (Operands.isInRegister(a)) {
                asm.lea(wide, reg, Mem.at(Registers.of(a), b, shift, 0));
                operands.store(d, reg);
            } else {
                if (b != SCRATCH) {
                    asm.mov(true, SCRATCH, b);
                }
                asm.shift(Assembler.SHL, wide, SCRATCH, shift);
                operands.alu(Assembler.ADD, wide, SCRATCH, a);
                operands.store(d, SCRATCH);
            }
        } else {
            operands.load(SCRATCH, block.b(i));
            asm.shift(Assembler.SHL, wide, SCRATCH, shift);
            operands.alu(Assembler.ADD, wide, SCRATCH, block.a(i));
            operands.store(d, SCRATCH);
        }
        flags.lost();
    }

    void shift(MicroBlock block, int i) {
        boolean wide = (block.op(i) & Micro.W32) == 0;
        int d = block.d(i);
        int kind = switch (block.op(i) & Micro.KIND) {
            case Micro.SHL -> Assembler.SHL;
            case Micro.SHR -> Assembler.SHR;
            case Micro.SAR -> Assembler.SAR;
            default -> Assembler.ROR;
        };
        if (block.b(i) == Micro.IMM) {
            shiftImmediate(kind, wide, d, block.a(i), (int) block.imm(i));
        } else if (bmi2 && kind != Assembler.ROR) {
            int count = operands.use(block.b(i), SCRATCH);
            int reg = Operands.target(d, SCRATCH);
            int from = Registers.of(block.a(i));
            if (from < 0) {
                operands.load(Registers.T0, block.a(i));
                from = Registers.T0;
            }
            asm.shiftX(kind, wide, reg, from, count);
            operands.store(d, reg);
        } else {
            operands.load(Registers.T0, block.a(i));
            operands.load(Reg.RCX, block.b(i));
            asm.shiftCl(kind, wide, Registers.T0);
            operands.store(d, Registers.T0);
        }
        flags.lost();
    }

    private void shiftImmediate(int kind, boolean wide, int d, int a, int amount) {
        int reg = Operands.target(d, SCRATCH);
        int from = operands.use(a, reg);
        if (kind == Assembler.ROR && bmi2 && from != reg) {
            asm.rorx(wide, reg, from, amount);
        } else {
            if (from != reg || !wide) {
                asm.mov(wide, reg, from);
            }
            if (amount != 0) {
                asm.shift(kind, wide, reg, amount);
            }
        }
        operands.store(d, reg);
    }

    void extend(MicroBlock block, int i) {
        boolean wide = (block.op(i) & Micro.W32) == 0;
        int c = block.c(i);
        int size = c & 15;
        int d = block.d(i);
        int reg = Operands.target(d, SCRATCH);
        int a = block.a(i);
        if (!Operands.isInRegister(a) && a != Micro.ZERO) {
            if ((c & Micro.SIGNED) != 0) {
                asm.loadSigned(size, wide, reg, operands.slot(a));
            } else {
                asm.load(size, reg, operands.slot(a));
            }
        } else {
            int from = operands.use(a, SCRATCH);
            if ((c & Micro.SIGNED) != 0) {
                asm.movsx(size, wide, reg, from);
            } else {
                asm.movzx(size, reg, from);
            }
        }
        operands.store(d, reg);
    }

    void select(MicroBlock block, int i) {
        boolean wide = (block.op(i) & Micro.W32) == 0;
        int kind = block.op(i) & Micro.KIND;
        int d = block.d(i);
        int a = block.a(i);
        int b = block.b(i);
        int condition = block.c(i);
        if (condition >= 14) {
            int reg = Operands.target(d, SCRATCH);
            asm.mov(wide, reg, operands.use(a, SCRATCH));
            operands.store(d, reg);
            return;
        }
        if (kind == Micro.SELECT_INC && a == Micro.ZERO && b == Micro.ZERO) {
            int cc = flags.condition(condition);
            asm.setcc(Cc.not(cc), SCRATCH);
            asm.movzx(1, SCRATCH, SCRATCH);
            operands.store(d, SCRATCH);
            return;
        }
        int cc = flags.condition(condition);
        int own = Registers.of(d);
        if (kind == Micro.SELECT && own >= 0 && d == b && d != a && a != Micro.ZERO) {
            cmov(cc, wide, own, a);
            return;
        }
        if (kind == Micro.SELECT && own >= 0 && d == a && b != Micro.ZERO) {
            cmov(Cc.not(cc), wide, own, b);
            return;
        }
        operands.load(SCRATCH, b);
        switch (kind) {
            case Micro.SELECT_INC -> asm.lea(wide, SCRATCH, Mem.at(SCRATCH, 1));
            case Micro.SELECT_NOT -> asm.not(wide, SCRATCH);
            case Micro.SELECT_NEG -> {
                asm.not(wide, SCRATCH);
                asm.lea(wide, SCRATCH, Mem.at(SCRATCH, 1));
            }
            default -> {}
        }
        if (a == Micro.ZERO) {
            asm.movImm(Reg.RDX, 0);
            asm.cmov(cc, wide, SCRATCH, Reg.RDX);
        } else {
            cmov(cc, wide, SCRATCH, a);
        }
        operands.store(d, SCRATCH);
    }

    /** In its narrow form CMOV clears the upper half whether or not it moves. */
    private void cmov(int cc, boolean wide, int reg, int value) {
        int own = Registers.of(value);
        if (own >= 0) {
            asm.cmov(cc, wide, reg, own);
        } else {
            asm.cmovM(cc, wide, reg, operands.slot(value));
        }
    }

    void conditionalCompare(MicroBlock block, int i) {
        boolean wide = (block.op(i) & Micro.W32) == 0;
        int condition = block.c(i) & 15;
        int nzcv = block.c(i) >>> 4;
        boolean subtract = (block.op(i) & Micro.KIND) == Micro.CCMP;
        int skip = -1;
        int done = -1;
        if (condition < 14) {
            int cc = flags.condition(condition);
            skip = asm.newLabel();
            done = asm.newLabel();
            asm.jcc(Cc.not(cc), skip);
        }
        int b = block.b(i);
        operands.load(SCRATCH, block.a(i));
        int op = subtract ? Assembler.CMP : Assembler.ADD;
        if (b == Micro.IMM) {
            asm.aluImm(op, wide, SCRATCH, (int) block.imm(i));
        } else {
            operands.alu(op, wide, SCRATCH, b);
        }
        if (condition < 14) {
            asm.jmp(done);
            asm.bind(skip);
            flags.loadConstant(nzcv, subtract);
            asm.bind(done);
        }
        if (subtract) {
            flags.setBySubtraction();
        } else {
            flags.setByAddition();
        }
    }
}
