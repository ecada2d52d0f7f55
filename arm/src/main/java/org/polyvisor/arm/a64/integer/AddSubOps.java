package org.polyvisor.arm.a64.integer;

import static org.polyvisor.arm.a64.Fields.imm3At10;
import static org.polyvisor.arm.a64.Fields.is64;
import static org.polyvisor.arm.a64.Fields.rd;
import static org.polyvisor.arm.a64.Fields.rm;
import static org.polyvisor.arm.a64.Fields.rn;

import org.polyvisor.arm.a64.Operands;
import org.polyvisor.arm.cpu.Vcpu;

/** Addition and subtraction, with immediates, shifted and extended registers, and carry. */
public final class AddSubOps {
    private AddSubOps() {}

    private static long imm(int insn) {
        long imm12 = insn >>> 10 & 0xfff;
        return (insn & 1 << 22) == 0 ? imm12 : imm12 << 12;
    }

    private static void plain(Vcpu cpu, int insn, long result, boolean toSp) {
        long value = is64(insn) ? result : result & 0xffff_ffffL;
        if (toSp) {
            cpu.setXOrSp(rd(insn), value);
        } else {
            cpu.setX(rd(insn), value);
        }
    }

    private static void addFlags(Vcpu cpu, int insn, long a, long b, int carry) {
        cpu.setX(rd(insn), Flags.add(cpu.state(), is64(insn), a, b, carry));
    }

    public static void addImm(Vcpu cpu, int insn) {
        plain(cpu, insn, cpu.xOrSp(rn(insn)) + imm(insn), true);
    }

    public static void addsImm(Vcpu cpu, int insn) {
        addFlags(cpu, insn, cpu.xOrSp(rn(insn)), imm(insn), 0);
    }

    public static void subImm(Vcpu cpu, int insn) {
        plain(cpu, insn, cpu.xOrSp(rn(insn)) - imm(insn), true);
    }

    public static void subsImm(Vcpu cpu, int insn) {
        addFlags(cpu, insn, cpu.xOrSp(rn(insn)), ~imm(insn), 1);
    }

    public static void addShift(Vcpu cpu, int insn) {
        plain(cpu, insn, cpu.x(rn(insn)) + Operands.shiftedRegister(cpu, insn), false);
    }

    public static void addsShift(Vcpu cpu, int insn) {
        addFlags(cpu, insn, cpu.x(rn(insn)), Operands.shiftedRegister(cpu, insn), 0);
    }

    public static void subShift(Vcpu cpu, int insn) {
        plain(cpu, insn, cpu.x(rn(insn)) - Operands.shiftedRegister(cpu, insn), false);
    }

    public static void subsShift(Vcpu cpu, int insn) {
        addFlags(cpu, insn, cpu.x(rn(insn)), ~Operands.shiftedRegister(cpu, insn), 1);
    }

    private static long extended(Vcpu cpu, int insn) {
        return Operands.extend(cpu.x(rm(insn)), insn >>> 13 & 7) << imm3At10(insn);
    }

    public static void addExt(Vcpu cpu, int insn) {
        plain(cpu, insn, cpu.xOrSp(rn(insn)) + extended(cpu, insn), true);
    }

    public static void addsExt(Vcpu cpu, int insn) {
        addFlags(cpu, insn, cpu.xOrSp(rn(insn)), extended(cpu, insn), 0);
    }

    public static void subExt(Vcpu cpu, int insn) {
        plain(cpu, insn, cpu.xOrSp(rn(insn)) - extended(cpu, insn), true);
    }

    public static void subsExt(Vcpu cpu, int insn) {
        addFlags(cpu, insn, cpu.xOrSp(rn(insn)), ~extended(cpu, insn), 1);
    }

    private static int carry(Vcpu cpu) {
        return (int) cpu.state().get(org.polyvisor.arm.cpu.CpuState.FLAG_C);
    }

    public static void adc(Vcpu cpu, int insn) {
        plain(cpu, insn, cpu.x(rn(insn)) + cpu.x(rm(insn)) + carry(cpu), false);
    }

    public static void adcs(Vcpu cpu, int insn) {
        addFlags(cpu, insn, cpu.x(rn(insn)), cpu.x(rm(insn)), carry(cpu));
    }

    public static void sbc(Vcpu cpu, int insn) {
        plain(cpu, insn, cpu.x(rn(insn)) + ~cpu.x(rm(insn)) + carry(cpu), false);
    }

    public static void sbcs(Vcpu cpu, int insn) {
        addFlags(cpu, insn, cpu.x(rn(insn)), ~cpu.x(rm(insn)), carry(cpu));
    }
}
