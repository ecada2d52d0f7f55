package org.polyvisor.arm.a64;

/** The conditions `?name` of the instruction tables that a field comparison can't express. */
public final class A64Conditions {
    private A64Conditions() {}

    private static boolean is64(int insn) {
        return insn < 0;
    }

    /** MOVN, MOVZ, MOVK: a W register has only half-words 0 and 1. */
    public static boolean shiftFitsMoveWide(int insn) {
        return is64(insn) || (insn & 1 << 22) == 0;
    }

    /** Shifts in bits 15..10 stay below the register's width. */
    public static boolean imm6FitsWidth(int insn) {
        return is64(insn) || (insn & 1 << 15) == 0;
    }

    /** Extended-register forms shift by 0 to 4. */
    public static boolean extendShiftAtMostFour(int insn) {
        return (insn >>> 10 & 7) <= 4;
    }

    /** Logical immediates: N:immr:imms encodes a bit mask (DDI 0487, DecodeBitMasks). */
    public static boolean validBitmask(int insn) {
        int n = insn >>> 22 & 1;
        int imms = insn >>> 10 & 0x3f;
        if (n == 1) {
            return is64(insn) && imms != 0x3f;
        }
        int length = 31 - Integer.numberOfLeadingZeros(~imms & 0x3f);
        int levels = (1 << Math.max(length, 0)) - 1;
        return length >= 1 && (imms & levels) != levels;
    }

    /** SBFM, BFM, UBFM: N equals sf; a W register has bits 0 to 31. */
    public static boolean validBitfield(int insn) {
        int n = insn >>> 22 & 1;
        return is64(insn) ? n == 1 : n == 0 && (insn & 1 << 21) == 0 && (insn & 1 << 15) == 0;
    }

    /** EXTR: N equals sf; a W register has bits 0 to 31. */
    public static boolean validExtract(int insn) {
        int n = insn >>> 22 & 1;
        return is64(insn) ? n == 1 : n == 0 && (insn & 1 << 15) == 0;
    }

    /** CRC32 and CRC32C: exactly the form over eight bytes takes an X register. */
    public static boolean crcWidth(int insn) {
        return is64(insn) == ((insn >>> 10 & 3) == 3);
    }
}
