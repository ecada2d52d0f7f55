package org.polyvisor.codegen.x86;

import org.polyvisor.codegen.ir.MicroBlock;

/**
 * Checksums. For CRC-32 with the polynomial of IEEE 802.3 the host has no instruction: it is computed by products of
 * polynomials, the remainder of 64 bits by Barrett's method. Polynomials are mirrored, bit 0 being the highest power.
 */
final class ChecksumLowering {
    /** The 64 highest powers of the quotient of x^96 by the polynomial. */
    private static final long QUOTIENT = 0xb4e5_b025_f701_1641L;

    /** The polynomial: 33 bits. */
    private static final long POLYNOMIAL = 0x1_db71_0641L;

    private static final int XMM0 = 0;

    private final Assembler asm;
    private final Operands operands;
    private final SlowPaths slow;
    private final ConstantPool constants;
    private final HostFeatures features;
    private final int factors;

    ChecksumLowering(Assembler asm, Operands operands, SlowPaths slow, ConstantPool constants, HostFeatures features) {
        this.asm = asm;
        this.operands = operands;
        this.slow = slow;
        this.constants = constants;
        this.features = features;
        factors = constants.add(QUOTIENT, POLYNOMIAL);
    }

    void lower(MicroBlock block, int i) {
        if (!features.pclmulqdq()) {
            asm.jmp(slow.helper(block, i));
            return;
        }
        int bytes = block.c(i);
        operands.load(Reg.RAX, block.a(i));
        asm.mov(false, Reg.RAX, Reg.RAX);
        if (bytes < 4) {
            asm.mov(false, Registers.SCRATCH, Reg.RAX);
            asm.shift(Assembler.SHR, false, Registers.SCRATCH, 8 * bytes);
        }
        operands.alu(Assembler.XOR, bytes == 8, Reg.RAX, block.b(i));
        if (bytes < 8) {
            asm.shift(Assembler.SHL, true, Reg.RAX, 64 - 8 * bytes);
        }
        asm.movToXmm(true, XMM0, Reg.RAX);
        asm.vecImmM(Sse.PCLMULQDQ, XMM0, XMM0, constants.at(factors), 0x00);
        asm.vecImmM(Sse.PCLMULQDQ, XMM0, XMM0, constants.at(factors), 0x10);
        asm.pextr(4, Reg.RAX, XMM0, 2);
        if (bytes < 4) {
            asm.alu(Assembler.XOR, false, Reg.RAX, Registers.SCRATCH);
        }
        operands.store(block.d(i), Reg.RAX);
    }

    /** CRC-32C, for which there is an instruction. */
    void castagnoli(MicroBlock block, int i) {
        if (!features.sse42()) {
            asm.jmp(slow.helper(block, i));
            return;
        }
        operands.load(Registers.SCRATCH, block.a(i));
        operands.load(Reg.RAX, block.b(i));
        asm.mov(false, Registers.SCRATCH, Registers.SCRATCH);
        asm.crc32(block.c(i), Registers.SCRATCH, Reg.RAX);
        operands.store(block.d(i), Registers.SCRATCH);
    }
}
