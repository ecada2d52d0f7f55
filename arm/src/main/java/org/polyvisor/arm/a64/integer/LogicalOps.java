package org.polyvisor.arm.a64.integer;

import static org.polyvisor.arm.a64.Fields.is64;
import static org.polyvisor.arm.a64.Fields.rd;
import static org.polyvisor.arm.a64.Fields.rn;

import org.polyvisor.arm.a64.Operands;
import org.polyvisor.arm.cpu.Vcpu;

/** Bitwise operations with immediates and shifted registers. */
public final class LogicalOps {
    private LogicalOps() {}

    private static long narrow(int insn, long value) {
        return is64(insn) ? value : value & 0xffff_ffffL;
    }

    private static void flags(Vcpu cpu, int insn, long value) {
        long result = narrow(insn, value);
        Flags.logical(cpu.state(), is64(insn), result);
        cpu.setX(rd(insn), result);
    }

    public static void andImm(Vcpu cpu, int insn) {
        cpu.setXOrSp(rd(insn), narrow(insn, cpu.x(rn(insn)) & Operands.bitmask(insn)));
    }

    public static void orrImm(Vcpu cpu, int insn) {
        cpu.setXOrSp(rd(insn), narrow(insn, cpu.x(rn(insn)) | Operands.bitmask(insn)));
    }

    public static void eorImm(Vcpu cpu, int insn) {
        cpu.setXOrSp(rd(insn), narrow(insn, cpu.x(rn(insn)) ^ Operands.bitmask(insn)));
    }

    public static void andsImm(Vcpu cpu, int insn) {
        flags(cpu, insn, cpu.x(rn(insn)) & Operands.bitmask(insn));
    }

    public static void andShift(Vcpu cpu, int insn) {
        cpu.setX(rd(insn), narrow(insn, cpu.x(rn(insn)) & Operands.shiftedRegister(cpu, insn)));
    }

    public static void bicShift(Vcpu cpu, int insn) {
        cpu.setX(rd(insn), narrow(insn, cpu.x(rn(insn)) & ~Operands.shiftedRegister(cpu, insn)));
    }

    public static void orrShift(Vcpu cpu, int insn) {
        cpu.setX(rd(insn), narrow(insn, cpu.x(rn(insn)) | Operands.shiftedRegister(cpu, insn)));
    }

    public static void ornShift(Vcpu cpu, int insn) {
        cpu.setX(rd(insn), narrow(insn, cpu.x(rn(insn)) | ~Operands.shiftedRegister(cpu, insn)));
    }

    public static void eorShift(Vcpu cpu, int insn) {
        cpu.setX(rd(insn), narrow(insn, cpu.x(rn(insn)) ^ Operands.shiftedRegister(cpu, insn)));
    }

    public static void eonShift(Vcpu cpu, int insn) {
        cpu.setX(rd(insn), narrow(insn, cpu.x(rn(insn)) ^ ~Operands.shiftedRegister(cpu, insn)));
    }

    public static void andsShift(Vcpu cpu, int insn) {
        flags(cpu, insn, cpu.x(rn(insn)) & Operands.shiftedRegister(cpu, insn));
    }

    public static void bicsShift(Vcpu cpu, int insn) {
        flags(cpu, insn, cpu.x(rn(insn)) & ~Operands.shiftedRegister(cpu, insn));
    }
}
