package org.polyvisor.arm.sysreg;

import org.polyvisor.arm.cpu.Sctlr;
import org.polyvisor.arm.cpu.Vcpu;

/**
 * What the processor says of itself (DDI 0487, D24.2). Each field tells exactly what is implemented; the rest of the
 * identification space reads as zero.
 */
public final class IdRegisters {
    /** Log2 of the words in a DC ZVA block: 2 KiB, so that a page takes two instructions. */
    private static final int ZERO_BLOCK_LOG2_WORDS = 9;

    /** How many bytes DC ZVA clears. */
    public static final int ZERO_BLOCK_BYTES = 4 << ZERO_BLOCK_LOG2_WORDS;

    /** Log2 of the words in an instruction cache line: 2 KiB, so that a page takes two IC IVAU. */
    private static final int CODE_LINE_LOG2_WORDS = 9;

    /** How many bytes IC IVAU covers. */
    public static final int CODE_LINE_BYTES = 4 << CODE_LINE_LOG2_WORDS;

    /** Implementer 0 is reserved for software use; the part number is ours. */
    private static final long MIDR = 0x000f_0001L | 0x0000_5000L;

    private static final long PFR0 = 1 // EL0: AArch64
            | 1 << 4 // EL1: AArch64
            | 1 << 24 // GIC system registers
            | 1L << 56 // CSV2
            | 1L << 60; // CSV3
    private static final long DFR0 = 6 // Armv8 debug
            | 3 << 12 // four breakpoints
            | 3 << 20; // four watchpoints
    private static final long ISAR0 = 2 << 4 // AES and PMULL
            | 1 << 8 // SHA1
            | 1 << 12 // SHA256
            | 1 << 16 // CRC32
            | 2 << 20 // LSE
            | 1 << 28 // SQRDMLAH and SQRDMLSH
            | 1L << 44; // dot products
    private static final long ISAR1 = 1 << 20 // LRCPC
            | 1L << 36; // SB
    private static final long ISAR2 = 1 << 16; // MOPS
    private static final long MMFR0 = 4 // 44 bits of physical address
            | 2 << 4 // 16 bits of ASID
            | 1 << 20; // 16 KiB granule; 4 and 64 KiB are there as zero
    private static final long MMFR1 = 1 << 12 // HPDS
            | 1 << 20; // PAN
    private static final long MMFR2 = 1 << 4 // UAO
            | 1L << 60; // E0PD: without it Linux maps itself not-global where it is given a random address

    private IdRegisters() {}

    static void addTo(RegisterTable table) {
        // The whole space op0=3, op1=0, CRn=0, CRm=1..7 is readable; what has no meaning yet is zero.
        for (int crm = 1; crm < 8; crm++) {
            for (int op2 = 0; op2 < 8; op2++) {
                table.constant("S3_0_C0_C%d_%d".formatted(crm, op2), 3, 0, 0, crm, op2, 0);
            }
        }
        table.constant("MIDR_EL1", 3, 0, 0, 0, 0, MIDR);
        table.add("MPIDR_EL1", 1, 3, 0, 0, 0, 5, Vcpu::mpidr, null);
        table.constant("REVIDR_EL1", 3, 0, 0, 0, 6, 0);
        table.constant("ID_AA64PFR0_EL1", 3, 0, 0, 4, 0, PFR0);
        table.constant("ID_AA64PFR1_EL1", 3, 0, 0, 4, 1, 0);
        table.constant("ID_AA64DFR0_EL1", 3, 0, 0, 5, 0, DFR0);
        table.constant("ID_AA64ISAR0_EL1", 3, 0, 0, 6, 0, ISAR0);
        table.constant("ID_AA64ISAR1_EL1", 3, 0, 0, 6, 1, ISAR1);
        table.constant("ID_AA64ISAR2_EL1", 3, 0, 0, 6, 2, ISAR2);
        table.constant("ID_AA64MMFR0_EL1", 3, 0, 0, 7, 0, MMFR0);
        table.constant("ID_AA64MMFR1_EL1", 3, 0, 0, 7, 1, MMFR1);
        table.constant("ID_AA64MMFR2_EL1", 3, 0, 0, 7, 2, MMFR2);
        // One level of separate instruction and data cache, coherent at the point of unification for data.
        table.constant("CLIDR_EL1", 3, 1, 0, 0, 1, 3 | 1 << 24);
        table.constant("AIDR_EL1", 3, 1, 0, 0, 7, 0);
        // 32 KiB: 4 ways, 128 sets, lines of 64 bytes.
        table.constant("CCSIDR_EL1", 3, 1, 0, 0, 0, 127 << 13 | 3 << 3 | 2);
        table.add(
                "CSSELR_EL1",
                1,
                3,
                2,
                0,
                0,
                0,
                cpu -> cpu.registers().csselr,
                (cpu, v) -> cpu.registers().csselr = v & 15);
        table.add("CTR_EL0", 0, 3, 3, 0, 0, 1, IdRegisters::readCacheType, null);
        table.add("DCZID_EL0", 0, 3, 3, 0, 0, 7, IdRegisters::readZeroBlock, null);
    }

    /** CTR_EL0: 64-byte data lines, physically tagged instruction cache; IDC: data needs no cleaning; DIC is clear. */
    public static final long CACHE_TYPE =
            0x8000_0000L | 1 << 28 | 4 << 24 | 4 << 20 | 4 << 16 | 3 << 14 | CODE_LINE_LOG2_WORDS;

    private static long readCacheType(Vcpu cpu) {
        if (cpu.pstate().el == 0 && (cpu.registers().sctlr & Sctlr.UCT) == 0) {
            throw Traps.trap(cpu);
        }
        return CACHE_TYPE;
    }

    /** DCZID_EL0 at the present level. */
    public static long readZeroBlock(Vcpu cpu) {
        boolean prohibited = cpu.pstate().el == 0 && (cpu.registers().sctlr & Sctlr.DZE) == 0;
        return ZERO_BLOCK_LOG2_WORDS | (prohibited ? 1 << 4 : 0);
    }
}
