package org.polyvisor.arm.bus;

/**
 * A vCPU's interface to its interrupt controller: the ICC_*_EL1 system registers (Arm IHI 0069, "GIC architecture",
 * chapter 12). Called only from the thread that runs the vCPU.
 */
public interface GicCpuInterface {
    /**
     * Reads an ICC register at EL1.
     *
     * @param register the register's encoding as in {@link #encoding}
     */
    long readRegister(int register);

    /** Writes an ICC register at EL1; {@code register} as in {@link #encoding}. */
    void writeRegister(int register, long value);

    /** Whether the register exists; accesses to others are UNDEFINED. */
    boolean hasRegister(int register);

    /** Whether MRS of the register is defined; some are write-only. */
    default boolean isReadable(int register) {
        return hasRegister(register);
    }

    /** Whether MSR to the register is defined; some are read-only. */
    default boolean isWritable(int register) {
        return hasRegister(register);
    }

    /** Packs op0, op1, CRn, CRm, op2 as they stand in bits 20..5 of MRS and MSR, bit 20 included: 16 bits. */
    static int encoding(int op0, int op1, int crn, int crm, int op2) {
        return op0 << 14 | op1 << 11 | crn << 7 | crm << 3 | op2;
    }
}
