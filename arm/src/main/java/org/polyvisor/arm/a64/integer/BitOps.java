package org.polyvisor.arm.a64.integer;

import static org.polyvisor.arm.a64.Fields.imm6;
import static org.polyvisor.arm.a64.Fields.is64;
import static org.polyvisor.arm.a64.Fields.rd;
import static org.polyvisor.arm.a64.Fields.rm;
import static org.polyvisor.arm.a64.Fields.rn;

import org.polyvisor.arm.a64.Operands;
import org.polyvisor.arm.cpu.Vcpu;

/** Bit fields, variable shifts, reversals and counts. */
public final class BitOps {
    private BitOps() {}

    private static void set(Vcpu cpu, int insn, long value) {
        cpu.setX(rd(insn), is64(insn) ? value : value & 0xffff_ffffL);
    }

    private static int width(int insn) {
        return is64(insn) ? 64 : 32;
    }

    private static int immr(int insn) {
        return insn >>> 16 & 63;
    }

    /** Where the field lands: from bit 0 if it is extracted (imms >= immr), else at width - immr. */
    private static int landing(int insn) {
        return imm6(insn) >= immr(insn) ? 0 : width(insn) - immr(insn);
    }

    private static int fieldLength(int insn) {
        return imm6(insn) >= immr(insn) ? imm6(insn) - immr(insn) + 1 : imm6(insn) + 1;
    }

    private static long field(Vcpu cpu, int insn) {
        long source = cpu.x(rn(insn));
        long shifted = imm6(insn) >= immr(insn) ? source >>> immr(insn) : source;
        return shifted & -1L >>> 64 - fieldLength(insn);
    }

    public static void ubfm(Vcpu cpu, int insn) {
        set(cpu, insn, field(cpu, insn) << landing(insn));
    }

    public static void sbfm(Vcpu cpu, int insn) {
        int unused = 64 - fieldLength(insn);
        set(cpu, insn, field(cpu, insn) << unused >> unused << landing(insn));
    }

    public static void bfm(Vcpu cpu, int insn) {
        long mask = -1L >>> 64 - fieldLength(insn) << landing(insn);
        set(cpu, insn, cpu.x(rd(insn)) & ~mask | field(cpu, insn) << landing(insn));
    }

    public static void extr(Vcpu cpu, int insn) {
        int lsb = imm6(insn);
        long high = cpu.x(rn(insn));
        long low = cpu.x(rm(insn));
        if (is64(insn)) {
            cpu.setX(rd(insn), lsb == 0 ? low : low >>> lsb | high << 64 - lsb);
        } else {
            cpu.setX(rd(insn), (high << 32 | low & 0xffff_ffffL) >>> lsb & 0xffff_ffffL);
        }
    }

    private static void variableShift(Vcpu cpu, int insn, int type) {
        long value = cpu.x(rn(insn));
        int amount = (int) cpu.x(rm(insn)) & width(insn) - 1;
        cpu.setX(
                rd(insn),
                is64(insn) ? Operands.shift64(value, type, amount) : Operands.shift32((int) value, type, amount));
    }

    public static void lslv(Vcpu cpu, int insn) {
        variableShift(cpu, insn, 0);
    }

    public static void lsrv(Vcpu cpu, int insn) {
        variableShift(cpu, insn, 1);
    }

    public static void asrv(Vcpu cpu, int insn) {
        variableShift(cpu, insn, 2);
    }

    public static void rorv(Vcpu cpu, int insn) {
        variableShift(cpu, insn, 3);
    }

    public static void rbit(Vcpu cpu, int insn) {
        long value = cpu.x(rn(insn));
        set(cpu, insn, is64(insn) ? Long.reverse(value) : Integer.reverse((int) value));
    }

    public static void rev16(Vcpu cpu, int insn) {
        long value = cpu.x(rn(insn));
        set(cpu, insn, (value & 0x00ff_00ff_00ff_00ffL) << 8 | value >>> 8 & 0x00ff_00ff_00ff_00ffL);
    }

    public static void rev32(Vcpu cpu, int insn) {
        long value = Long.reverseBytes(cpu.x(rn(insn)));
        set(cpu, insn, Long.rotateRight(value, 32));
    }

    public static void rev64(Vcpu cpu, int insn) {
        cpu.setX(rd(insn), Long.reverseBytes(cpu.x(rn(insn))));
    }

    public static void clz(Vcpu cpu, int insn) {
        long value = cpu.x(rn(insn));
        cpu.setX(rd(insn), is64(insn) ? Long.numberOfLeadingZeros(value) : Integer.numberOfLeadingZeros((int) value));
    }

    public static void cls(Vcpu cpu, int insn) {
        long value = is64(insn) ? cpu.x(rn(insn)) : cpu.w(rn(insn));
        int signs = Long.numberOfLeadingZeros(value ^ value >> 1 | 1) - (is64(insn) ? 0 : 32);
        cpu.setX(rd(insn), (value ^ value >> 1) == 0 ? width(insn) - 1 : signs - 1);
    }
}
