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

    /** CPY* and CPYF*: three registers, none of them 31; what else they may be is UNDEFINED here (DDI 0487, K1.2). */
    public static boolean copyRegistersDiffer(int insn) {
        return Fields.rs(insn) != 31 && setRegistersDiffer(insn);
    }

    /** SET*: three registers, of which only the value may be XZR. */
    public static boolean setRegistersDiffer(int insn) {
        int d = Fields.rd(insn);
        int n = Fields.rn(insn);
        int s = Fields.rs(insn);
        return d != 31 && n != 31 && d != n && d != s && n != s;
    }

    // ---- floating point and Advanced SIMD ----

    private static boolean isQ(int insn) {
        return (insn & 1 << 30) != 0;
    }

    /** A scalar form where bit 28 is set: it has Q set as well. */
    private static boolean isScalar(int insn) {
        return (insn & 1 << 28) != 0;
    }

    private static int elementSize(int insn) {
        return insn >>> 22 & 3;
    }

    private static int immh(int insn) {
        return insn >>> 19 & 15;
    }

    /** Fixed-point conversions: a W register has at most 32 bits after the point, and scale is 64 less those. */
    public static boolean fractionFitsWidth(int insn) {
        return is64(insn) || (insn & 1 << 15) != 0;
    }

    /** Where both forms are allowed with the same sizes: scalars have Q set. */
    public static boolean scalarHasQ(int insn) {
        return !isScalar(insn) || isQ(insn);
    }

    /** All element sizes; a vector of 64-bit elements has two. */
    public static boolean lanesAny(int insn) {
        return isScalar(insn) ? isQ(insn) : lanesVector(insn);
    }

    /** As {@link #lanesAny}, but the scalar is a D register. */
    public static boolean lanesD(int insn) {
        return lanesAny(insn) && !(isScalar(insn) && elementSize(insn) != 3);
    }

    /** Vectors only, all element sizes. */
    public static boolean lanesVector(int insn) {
        return isQ(insn) || elementSize(insn) != 3;
    }

    /** Elements that have a double-width form. */
    public static boolean lanesNarrow(int insn) {
        return scalarHasQ(insn) && elementSize(insn) != 3;
    }

    /** Elements of 16 and 32 bits. */
    public static boolean lanesHS(int insn) {
        return scalarHasQ(insn) && (elementSize(insn) == 1 || elementSize(insn) == 2);
    }

    /** Single precision, or double precision in scalars and full vectors. */
    public static boolean lanesFp(int insn) {
        return isScalar(insn) ? isQ(insn) : isQ(insn) || (insn & 1 << 22) == 0;
    }

    /** Reductions take at least four lanes, so that of 32-bit elements only a full vector will do. */
    public static boolean lanesAcross(int insn) {
        return elementSize(insn) < 2 || elementSize(insn) == 2 && isQ(insn);
    }

    /** Shifts of any element. */
    public static boolean shiftAny(int insn) {
        return immh(insn) != 0 && (isQ(insn) || !isScalar(insn) && immh(insn) < 8);
    }

    /** As {@link #shiftAny}, but the scalar is a D register. */
    public static boolean shiftD(int insn) {
        return shiftAny(insn) && !(isScalar(insn) && immh(insn) < 8);
    }

    /** Shifts between an element and its double width. */
    public static boolean shiftNarrow(int insn) {
        return scalarHasQ(insn) && immh(insn) != 0 && immh(insn) < 8;
    }

    /** Fixed-point conversions of 32- and 64-bit elements. */
    public static boolean shiftFp(int insn) {
        return shiftAny(insn) && immh(insn) >= 4;
    }

    /** A 64-bit element is numbered by H alone. */
    public static boolean elementFp(int insn) {
        return (insn & 1 << 22) == 0 || (insn & 1 << 21) == 0;
    }

    /** EXT: the first byte is one of the register's. */
    public static boolean byteOfVector(int insn) {
        return isQ(insn) || (insn & 1 << 14) == 0;
    }

    /** DUP: imm5 names an element, and a vector of 64-bit elements has two. */
    public static boolean elementOfVector(int insn) {
        int imm5 = insn >>> 16 & 31;
        return scalarHasQ(insn) && (imm5 & 15) != 0 && ((imm5 & 7) != 0 || isQ(insn));
    }

    /** SMOV: the element is narrower than the general register. */
    public static boolean elementSignedMove(int insn) {
        int imm5 = insn >>> 16 & 31;
        return (imm5 & 3) != 0 || (imm5 & 7) != 0 && isQ(insn);
    }

    /** LD1 and ST1: how opcode codes one to four registers. */
    public static boolean structureOfOne(int insn) {
        int opcode = insn >>> 12 & 15;
        return opcode == 0b0111 || opcode == 0b1010 || opcode == 0b0110 || opcode == 0b0010;
    }

    /** LD2 and up: 64-bit elements only in full vectors. */
    public static boolean structureOfMany(int insn) {
        return isQ(insn) || (insn >>> 10 & 3) != 3;
    }

    /** LD1 to LD4 of one lane: the bits of Q:S:size that do not number the lane are as the element size asks. */
    public static boolean laneOfStructure(int insn) {
        int size = insn >>> 10 & 3;
        return switch (insn >>> 14 & 3) {
            case 0 -> true;
            case 1 -> (size & 1) == 0;
            case 2 -> size == 0 || size == 1 && (insn & 1 << 12) == 0;
            default -> false;
        };
    }
}
