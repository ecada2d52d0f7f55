package org.polyvisor.arm.a64.integer;

import static org.polyvisor.arm.a64.Fields.cond;
import static org.polyvisor.arm.a64.Fields.is64;
import static org.polyvisor.arm.a64.Fields.rd;
import static org.polyvisor.arm.a64.Fields.rm;
import static org.polyvisor.arm.a64.Fields.rn;

import org.polyvisor.arm.cpu.Vcpu;

/** Conditional compare and conditional select. */
public final class ConditionalOps {
    private ConditionalOps() {}

    private static void compare(Vcpu cpu, int insn, long b, int carry) {
        if (cpu.state().holds(cond(insn))) {
            Flags.add(cpu.state(), is64(insn), cpu.x(rn(insn)), b, carry);
        } else {
            cpu.state().setNzcv(insn & 15);
        }
    }

    public static void ccmnReg(Vcpu cpu, int insn) {
        compare(cpu, insn, cpu.x(rm(insn)), 0);
    }

    public static void ccmpReg(Vcpu cpu, int insn) {
        compare(cpu, insn, ~cpu.x(rm(insn)), 1);
    }

    public static void ccmnImm(Vcpu cpu, int insn) {
        compare(cpu, insn, rm(insn), 0);
    }

    public static void ccmpImm(Vcpu cpu, int insn) {
        compare(cpu, insn, ~(long) rm(insn), 1);
    }

    private static void select(Vcpu cpu, int insn, long otherwise) {
        long value = cpu.state().holds(cond(insn)) ? cpu.x(rn(insn)) : otherwise;
        cpu.setX(rd(insn), is64(insn) ? value : value & 0xffff_ffffL);
    }

    public static void csel(Vcpu cpu, int insn) {
        select(cpu, insn, cpu.x(rm(insn)));
    }

    public static void csinc(Vcpu cpu, int insn) {
        select(cpu, insn, cpu.x(rm(insn)) + 1);
    }

    public static void csinv(Vcpu cpu, int insn) {
        select(cpu, insn, ~cpu.x(rm(insn)));
    }

    public static void csneg(Vcpu cpu, int insn) {
        select(cpu, insn, -cpu.x(rm(insn)));
    }
}
