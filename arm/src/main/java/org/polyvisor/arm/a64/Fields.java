package org.polyvisor.arm.a64;

/** The fields that most A64 encodings share. */
public final class Fields {
    private Fields() {}

    /** Bits 4..0, the destination. */
    public static int rd(int insn) {
        return insn & 31;
    }

    /** Bits 4..0, the register loaded or stored. */
    public static int rt(int insn) {
        return insn & 31;
    }

    /** Bits 9..5, the first operand or base. */
    public static int rn(int insn) {
        return insn >>> 5 & 31;
    }

    /** Bits 20..16, the second operand. */
    public static int rm(int insn) {
        return insn >>> 16 & 31;
    }

    /** Bits 20..16, the status or source register of exclusives and atomics. */
    public static int rs(int insn) {
        return insn >>> 16 & 31;
    }

    /** Bits 14..10, the addend. */
    public static int ra(int insn) {
        return insn >>> 10 & 31;
    }

    /** Bits 14..10, the second register of a pair. */
    public static int rt2(int insn) {
        return insn >>> 10 & 31;
    }

    /** Bit 31: operation on X rather than W registers. */
    public static boolean is64(int insn) {
        return insn < 0;
    }

    /** Bits 31..30. */
    public static int size(int insn) {
        return insn >>> 30;
    }

    /** Bits 20..12, signed. */
    public static long imm9(int insn) {
        return insn << 11 >> 23;
    }

    /** Bits 21..15, signed. */
    public static long imm7(int insn) {
        return insn << 10 >> 25;
    }

    /** Bits 12..10. */
    public static int imm3At10(int insn) {
        return insn >>> 10 & 7;
    }

    /** Bits 15..10. */
    public static int imm6(int insn) {
        return insn >>> 10 & 63;
    }

    /** Bits 15..12. */
    public static int cond(int insn) {
        return insn >>> 12 & 15;
    }
}
