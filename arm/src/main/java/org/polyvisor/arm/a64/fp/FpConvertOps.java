package org.polyvisor.arm.a64.fp;

import static org.polyvisor.arm.a64.Fields.rn;

import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.arm.fp.Fp;
import org.polyvisor.arm.fp.FpFormat;
import org.polyvisor.arm.fp.FpInteger;
import org.polyvisor.arm.fp.FpRounding;

/** Conversions between formats, and rounding to integral values. */
public final class FpConvertOps {
    private FpConvertOps() {}

    private static void convert(Vcpu cpu, int insn, FpFormat to) {
        FpFormat from = FpRegisters.format(insn);
        FpRegisters.set(cpu, insn, Fp.convert(from, to, FpRegisters.get(cpu, from, rn(insn)), cpu.fp()));
    }

    public static void fcvtToS(Vcpu cpu, int insn) {
        convert(cpu, insn, FpFormat.SINGLE);
    }

    public static void fcvtToD(Vcpu cpu, int insn) {
        convert(cpu, insn, FpFormat.DOUBLE);
    }

    public static void fcvtToH(Vcpu cpu, int insn) {
        convert(cpu, insn, FpFormat.HALF);
    }

    private static void round(Vcpu cpu, int insn, int rounding, boolean exact) {
        FpFormat format = FpRegisters.format(insn);
        long x = FpRegisters.get(cpu, format, rn(insn));
        FpRegisters.set(cpu, insn, FpInteger.roundToIntegral(format, x, rounding, exact, cpu.fp()));
    }

    public static void frintn(Vcpu cpu, int insn) {
        round(cpu, insn, FpRounding.TIE_EVEN, false);
    }

    public static void frintp(Vcpu cpu, int insn) {
        round(cpu, insn, FpRounding.UP, false);
    }

    public static void frintm(Vcpu cpu, int insn) {
        round(cpu, insn, FpRounding.DOWN, false);
    }

    public static void frintz(Vcpu cpu, int insn) {
        round(cpu, insn, FpRounding.ZERO, false);
    }

    public static void frinta(Vcpu cpu, int insn) {
        round(cpu, insn, FpRounding.TIE_AWAY, false);
    }

    public static void frintx(Vcpu cpu, int insn) {
        round(cpu, insn, cpu.fp().rounding(), true);
    }

    public static void frinti(Vcpu cpu, int insn) {
        round(cpu, insn, cpu.fp().rounding(), false);
    }
}
