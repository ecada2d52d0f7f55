package org.polyvisor.codegen.x86;

import static org.polyvisor.codegen.x86.Registers.SCRATCH;

import org.polyvisor.codegen.ir.Micro;
import org.polyvisor.codegen.ir.MicroBlock;

/** Multiplication, division, bit counts and permutations. All of them lose the host's flags. */
final class BitLowering {
    private final Assembler asm;

    private final Operands operands;
    private final HostFeatures features;

    BitLowering(Assembler asm, Operands operands, HostFeatures features) {
        this.asm = asm;
        this.operands = operands;
        this.features = features;
    }

    private static boolean isWide(MicroBlock block, int i) {
        return (block.op(i) & Micro.W32) == 0;
    }

    void multiply(MicroBlock block, int i) {
        boolean wide = isWide(block, i);
        int d = block.d(i);
        int a = block.a(i);
        int b = block.b(i);
        int own = Registers.of(d);
        if (own >= 0 && d == b) {
            int swap = a;
            a = b;
            b = swap;
        }
        int reg = own >= 0 ? own : SCRATCH;
        if (b == Micro.ZERO || a == Micro.ZERO) {
            operands.storeImm(d, 0, SCRATCH);
            return;
        }
        operands.load(reg, a);
        int from = Registers.of(b);
        if (from >= 0) {
            asm.imul(wide, reg, from);
        } else {
            asm.imulRM(wide, reg, operands.slot(b));
        }
        operands.store(d, reg);
    }

    void multiplyHigh(MicroBlock block, int i) {
        operands.load(SCRATCH, block.b(i));
        operands.load(Reg.RAX, block.a(i));
        asm.mulWide(true, (block.op(i) & Micro.KIND) == Micro.MULHS, SCRATCH);
        operands.store(block.d(i), Reg.RDX);
    }

    void divide(MicroBlock block, int i) {
        boolean wide = isWide(block, i);
        boolean signed = (block.op(i) & Micro.KIND) == Micro.DIVS;
        int done = asm.newLabel();
        operands.load(SCRATCH, block.b(i));
        operands.load(Reg.RAX, block.a(i));
        if (!wide) {
            asm.mov(false, Reg.RAX, Reg.RAX);
        }
        int divide = asm.newLabel();
        asm.test(wide, SCRATCH, SCRATCH);
        asm.jcc(Cc.NE, divide);
        asm.movImm(Reg.RAX, 0);
        asm.jmp(done);
        asm.bind(divide);
        if (signed) {
            // The one overflow, the least number by -1, is a negation; the host would raise an exception.
            int ordinary = asm.newLabel();
            asm.aluImm(Assembler.CMP, wide, SCRATCH, -1);
            asm.jcc(Cc.NE, ordinary);
            asm.neg(wide, Reg.RAX);
            asm.jmp(done);
            asm.bind(ordinary);
            asm.cdqCqo(wide);
        } else {
            asm.movImm(Reg.RDX, 0);
        }
        asm.divWide(wide, signed, SCRATCH);
        asm.bind(done);
        operands.store(block.d(i), Reg.RAX);
    }

    void count(MicroBlock block, int i) {
        boolean wide = isWide(block, i);
        operands.load(SCRATCH, block.a(i));
        if ((block.op(i) & Micro.KIND) == Micro.CLS) {
            // Leading zeros of x ^ (x >> 1 as signed), less one for the sign itself, with a 1 appended for x = 0 and
            // -1.
            asm.mov(wide, Reg.RAX, SCRATCH);
            asm.shift(Assembler.SAR, wide, Reg.RAX, 1);
            asm.alu(Assembler.XOR, wide, SCRATCH, Reg.RAX);
            leadingZeros(wide);
            asm.aluImm(Assembler.SUB, false, Reg.RAX, 1);
        } else {
            leadingZeros(wide);
        }
        operands.store(block.d(i), Reg.RAX);
    }

    /** RAX = leading zeros of the scratch register. */
    private void leadingZeros(boolean wide) {
        if (features.lzcnt()) {
            asm.lzcnt(wide, Reg.RAX, SCRATCH);
            return;
        }
        int bits = wide ? 63 : 31;
        int done = asm.newLabel();
        asm.movImm(Reg.RAX, bits + 1);
        asm.test(wide, SCRATCH, SCRATCH);
        asm.jcc(Cc.E, done);
        asm.bsr(wide, Reg.RAX, SCRATCH);
        asm.aluImm(Assembler.XOR, false, Reg.RAX, bits);
        asm.bind(done);
    }

    void reverseBits(MicroBlock block, int i) {
        boolean wide = isWide(block, i);
        operands.load(Reg.RAX, block.a(i));
        asm.bswap(wide, Reg.RAX);
        swapGroups(wide, 4, 0x0f0f0f0f0f0f0f0fL);
        swapGroups(wide, 2, 0x3333333333333333L);
        swapGroups(wide, 1, 0x5555555555555555L);
        operands.store(block.d(i), Reg.RAX);
    }

    private void swapGroups(boolean wide, int bits, long mask) {
        asm.movImm(SCRATCH, wide ? mask : mask & 0xffff_ffffL);
        asm.mov(wide, Reg.RDX, Reg.RAX);
        asm.shift(Assembler.SHR, wide, Reg.RDX, bits);
        asm.alu(Assembler.AND, wide, Reg.RDX, SCRATCH);
        asm.alu(Assembler.AND, wide, Reg.RAX, SCRATCH);
        asm.shift(Assembler.SHL, wide, Reg.RAX, bits);
        asm.alu(Assembler.OR, wide, Reg.RAX, Reg.RDX);
    }

    void reverseBytes(MicroBlock block, int i) {
        boolean wide = isWide(block, i);
        switch (block.op(i) & Micro.KIND) {
            case Micro.BSWAP -> {
                int reg = Operands.target(block.d(i), SCRATCH);
                operands.load(reg, block.a(i));
                asm.bswap(wide, reg);
                operands.store(block.d(i), reg);
            }
            case Micro.BSWAP32 -> {
                int reg = Operands.target(block.d(i), SCRATCH);
                operands.load(reg, block.a(i));
                asm.bswap(true, reg);
                asm.shift(Assembler.ROR, true, reg, 32);
                operands.store(block.d(i), reg);
            }
            default -> {
                operands.load(Reg.RAX, block.a(i));
                asm.mov(wide, Reg.RDX, Reg.RAX);
                asm.movImm(SCRATCH, wide ? 0x00ff00ff00ff00ffL : 0x00ff00ffL);
                asm.shift(Assembler.SHR, wide, Reg.RDX, 8);
                asm.alu(Assembler.AND, wide, Reg.RDX, SCRATCH);
                asm.alu(Assembler.AND, wide, Reg.RAX, SCRATCH);
                asm.shift(Assembler.SHL, wide, Reg.RAX, 8);
                asm.alu(Assembler.OR, wide, Reg.RAX, Reg.RDX);
                operands.store(block.d(i), Reg.RAX);
            }
        }
    }

    void extract(MicroBlock block, int i) {
        boolean wide = isWide(block, i);
        int amount = (int) block.imm(i);
        operands.load(SCRATCH, block.b(i));
        if (amount == 0) {
            asm.mov(wide, SCRATCH, SCRATCH);
        } else {
            int high = operands.use(block.a(i), Reg.RAX);
            asm.shrd(wide, SCRATCH, high, amount);
        }
        operands.store(block.d(i), SCRATCH);
    }

    void insert(MicroBlock block, int i) {
        boolean wide = isWide(block, i);
        int first = (int) block.imm(i);
        int bits = block.c(i);
        long low = bits == 64 ? -1L : (1L << bits) - 1;
        operands.load(SCRATCH, block.a(i));
        andImmediate(wide, SCRATCH, low);
        if (first != 0) {
            asm.shift(Assembler.SHL, wide, SCRATCH, first);
        }
        int d = block.d(i);
        operands.load(Reg.RDX, d);
        andImmediate(wide, Reg.RDX, ~(low << first));
        asm.alu(Assembler.OR, wide, SCRATCH, Reg.RDX);
        operands.store(d, SCRATCH);
    }

    /** Destroys RAX. */
    private void andImmediate(boolean wide, int reg, long mask) {
        if (!wide) {
            asm.aluImm(Assembler.AND, false, reg, (int) mask);
        } else if (mask == (int) mask) {
            asm.aluImm(Assembler.AND, true, reg, (int) mask);
        } else if (mask == 0xffff_ffffL) {
            asm.mov(false, reg, reg);
        } else {
            asm.movImm(Reg.RAX, mask);
            asm.alu(Assembler.AND, true, reg, Reg.RAX);
        }
    }
}
