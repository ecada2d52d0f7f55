package org.polyvisor.arm.a64.fp;

import static org.polyvisor.arm.a64.Fields.cond;
import static org.polyvisor.arm.a64.Fields.rd;
import static org.polyvisor.arm.a64.Fields.rm;
import static org.polyvisor.arm.a64.Fields.rn;

import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.arm.fp.Fp;
import org.polyvisor.arm.fp.FpFormat;

/** Moves between registers, constants, and what only touches the sign. None of these raises an exception. */
public final class FpMoveOps {
    private FpMoveOps() {}

    private static long n(Vcpu cpu, int insn) {
        return FpRegisters.get(cpu, FpRegisters.format(insn), rn(insn));
    }

    public static void fmov(Vcpu cpu, int insn) {
        FpRegisters.set(cpu, insn, n(cpu, insn));
    }

    public static void fabs(Vcpu cpu, int insn) {
        FpRegisters.set(cpu, insn, FpRegisters.format(insn).abs(n(cpu, insn)));
    }

    public static void fneg(Vcpu cpu, int insn) {
        FpRegisters.set(cpu, insn, FpRegisters.format(insn).negate(n(cpu, insn)));
    }

    public static void fmovImm(Vcpu cpu, int insn) {
        FpRegisters.set(cpu, insn, Fp.constant(FpRegisters.format(insn), insn >>> 13 & 0xff));
    }

    public static void fcsel(Vcpu cpu, int insn) {
        FpFormat format = FpRegisters.format(insn);
        int source = cpu.state().holds(cond(insn)) ? rn(insn) : rm(insn);
        FpRegisters.set(cpu, insn, FpRegisters.get(cpu, format, source));
    }

    public static void fmovToW(Vcpu cpu, int insn) {
        cpu.setW(rd(insn), (int) cpu.vLow(rn(insn)));
    }

    public static void fmovFromW(Vcpu cpu, int insn) {
        FpRegisters.set(cpu, insn, cpu.x(rn(insn)) & 0xffff_ffffL);
    }

    public static void fmovToX(Vcpu cpu, int insn) {
        cpu.setX(rd(insn), cpu.vLow(rn(insn)));
    }

    public static void fmovFromX(Vcpu cpu, int insn) {
        FpRegisters.set(cpu, insn, cpu.x(rn(insn)));
    }

    public static void fmovToXHigh(Vcpu cpu, int insn) {
        cpu.setX(rd(insn), cpu.vHigh(rn(insn)));
    }

    public static void fmovFromXHigh(Vcpu cpu, int insn) {
        cpu.setV(rd(insn), cpu.vLow(rd(insn)), cpu.x(rn(insn)));
    }
}
