package org.polyvisor.arm.a64;

import org.polyvisor.arm.cpu.Vcpu;

/** Operand forms that several instruction groups share (DDI 0487: ShiftReg, ExtendReg, DecodeBitMasks). */
public final class Operands {
    private Operands() {}

    /** Rm shifted as bits 23..22 and 15..10 say. For W operations the result's upper half is unspecified. */
    public static long shiftedRegister(Vcpu cpu, int insn) {
        long value = cpu.x(Fields.rm(insn));
        int amount = Fields.imm6(insn);
        int type = insn >>> 22 & 3;
        return Fields.is64(insn) ? shift64(value, type, amount) : shift32((int) value, type, amount);
    }

    /** Shifts by LSL, LSR, ASR or ROR (type 0..3). */
    public static long shift64(long value, int type, int amount) {
        return switch (type) {
            case 0 -> value << amount;
            case 1 -> value >>> amount;
            case 2 -> value >> amount;
            default -> Long.rotateRight(value, amount);
        };
    }

    /** The same on 32 bits, zero-extended. */
    public static long shift32(int value, int type, int amount) {
        int result = switch (type) {
            case 0 -> value << amount;
            case 1 -> value >>> amount;
            case 2 -> value >> amount;
            default -> Integer.rotateRight(value, amount);
        };
        return result & 0xffff_ffffL;
    }

    /** Extends as option says: UXTB, UXTH, UXTW, UXTX, SXTB, SXTH, SXTW, SXTX. */
    public static long extend(long value, int option) {
        return switch (option) {
            case 0 -> value & 0xff;
            case 1 -> value & 0xffff;
            case 2 -> value & 0xffff_ffffL;
            case 4 -> (byte) value;
            case 5 -> (short) value;
            case 6 -> (int) value;
            default -> value;
        };
    }

    /** The 64-bit mask that N:immr:imms of a logical immediate encodes; the encoding must be valid. */
    public static long bitmask(int insn) {
        int n = insn >>> 22 & 1;
        int immr = insn >>> 16 & 0x3f;
        int imms = insn >>> 10 & 0x3f;
        int length = 31 - Integer.numberOfLeadingZeros(n << 6 | ~imms & 0x3f);
        int element = 1 << length;
        int levels = element - 1;
        int ones = (imms & levels) + 1;
        int rotate = immr & levels;
        long mask = ones == 64 ? -1L : (1L << ones) - 1;
        long elementMask = element == 64 ? -1L : (1L << element) - 1;
        mask = (mask >>> rotate | (rotate == 0 ? 0 : mask << element - rotate)) & elementMask;
        for (int width = element; width < 64; width <<= 1) {
            mask |= mask << width;
        }
        return mask;
    }
}
