package org.polyvisor.arm.a64.branch;

import static org.polyvisor.arm.a64.Fields.is64;
import static org.polyvisor.arm.a64.Fields.rn;
import static org.polyvisor.arm.a64.Fields.rt;

import org.polyvisor.arm.cpu.Vcpu;

/** Branches. A target that is not a multiple of four faults when it is fetched from, not here. */
public final class BranchOps {
    private BranchOps() {}

    private static void jump(Vcpu cpu, long offset) {
        cpu.branchTo(cpu.pc() + offset);
    }

    private static long imm26(int insn) {
        return insn << 6 >> 4;
    }

    private static long imm19(int insn) {
        return insn << 8 >> 11 & ~3;
    }

    private static long imm14(int insn) {
        return insn << 13 >> 16 & ~3;
    }

    public static void b(Vcpu cpu, int insn) {
        jump(cpu, imm26(insn));
    }

    public static void bl(Vcpu cpu, int insn) {
        cpu.setX(30, cpu.pc() + 4);
        jump(cpu, imm26(insn));
    }

    public static void bCond(Vcpu cpu, int insn) {
        if (cpu.state().holds(insn & 15)) {
            jump(cpu, imm19(insn));
        }
    }

    private static boolean isZero(Vcpu cpu, int insn) {
        return is64(insn) ? cpu.x(rt(insn)) == 0 : cpu.w(rt(insn)) == 0;
    }

    public static void cbz(Vcpu cpu, int insn) {
        if (isZero(cpu, insn)) {
            jump(cpu, imm19(insn));
        }
    }

    public static void cbnz(Vcpu cpu, int insn) {
        if (!isZero(cpu, insn)) {
            jump(cpu, imm19(insn));
        }
    }

    private static boolean bit(Vcpu cpu, int insn) {
        int number = insn >>> 31 << 5 | insn >>> 19 & 31;
        return (cpu.x(rt(insn)) >>> number & 1) != 0;
    }

    public static void tbz(Vcpu cpu, int insn) {
        if (!bit(cpu, insn)) {
            jump(cpu, imm14(insn));
        }
    }

    public static void tbnz(Vcpu cpu, int insn) {
        if (bit(cpu, insn)) {
            jump(cpu, imm14(insn));
        }
    }

    public static void br(Vcpu cpu, int insn) {
        cpu.branchIndirect(cpu.x(rn(insn)));
    }

    public static void blr(Vcpu cpu, int insn) {
        long target = cpu.x(rn(insn));
        cpu.setX(30, cpu.pc() + 4);
        cpu.branchIndirect(target);
    }

    public static void ret(Vcpu cpu, int insn) {
        cpu.branchIndirect(cpu.x(rn(insn)));
    }
}
