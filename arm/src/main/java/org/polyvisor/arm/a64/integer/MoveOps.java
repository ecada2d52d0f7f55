package org.polyvisor.arm.a64.integer;

import static org.polyvisor.arm.a64.Fields.is64;
import static org.polyvisor.arm.a64.Fields.rd;

import org.polyvisor.arm.cpu.Vcpu;

/** Wide immediates and PC-relative addresses. */
public final class MoveOps {
    private MoveOps() {}

    private static int shift(int insn) {
        return (insn >>> 21 & 3) << 4;
    }

    private static long imm16(int insn) {
        return insn >>> 5 & 0xffff;
    }

    private static void set(Vcpu cpu, int insn, long value) {
        cpu.setX(rd(insn), is64(insn) ? value : value & 0xffff_ffffL);
    }

    public static void movn(Vcpu cpu, int insn) {
        set(cpu, insn, ~(imm16(insn) << shift(insn)));
    }

    public static void movz(Vcpu cpu, int insn) {
        set(cpu, insn, imm16(insn) << shift(insn));
    }

    public static void movk(Vcpu cpu, int insn) {
        set(cpu, insn, cpu.x(rd(insn)) & ~(0xffffL << shift(insn)) | imm16(insn) << shift(insn));
    }

    private static long imm21(int insn) {
        return (long) (insn << 8 >> 13) << 2 | (insn >>> 29 & 3);
    }

    public static void adr(Vcpu cpu, int insn) {
        cpu.setX(rd(insn), cpu.pc() + imm21(insn));
    }

    public static void adrp(Vcpu cpu, int insn) {
        cpu.setX(rd(insn), (cpu.pc() & -4096L) + (imm21(insn) << 12));
    }
}
