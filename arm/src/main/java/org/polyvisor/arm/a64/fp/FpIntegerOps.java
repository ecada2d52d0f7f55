package org.polyvisor.arm.a64.fp;

import static org.polyvisor.arm.a64.Fields.is64;
import static org.polyvisor.arm.a64.Fields.rd;
import static org.polyvisor.arm.a64.Fields.rn;

import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.arm.fp.Fp64;
import org.polyvisor.arm.fp.FpFormat;
import org.polyvisor.arm.fp.FpInteger;
import org.polyvisor.arm.fp.FpRounding;

/** Conversions between floating-point registers and integers or fixed-point numbers in general registers. */
public final class FpIntegerOps {
    private FpIntegerOps() {}

    private static int width(int insn) {
        return is64(insn) ? 64 : 32;
    }

    private static int fractionBits(int insn) {
        return 64 - (insn >>> 10 & 63);
    }

    /** rmode orders up and down as FPCR.RMode does. */
    private static int rounding(int insn) {
        return insn >>> 19 & 3;
    }

    private static void toGeneral(Vcpu cpu, int insn, int fractionBits, boolean unsigned, int rounding) {
        FpFormat format = FpRegisters.format(insn);
        long x = FpRegisters.get(cpu, format, rn(insn));
        cpu.setX(rd(insn), FpInteger.toFixed(format, x, fractionBits, width(insn), unsigned, rounding, cpu.fp()));
    }

    private static void fromGeneral(Vcpu cpu, int insn, int fractionBits, boolean unsigned) {
        long register = cpu.x(rn(insn));
        long integer = is64(insn) ? register : unsigned ? register & 0xffff_ffffL : (int) register;
        FpFormat format = FpRegisters.format(insn);
        FpRegisters.set(cpu, insn, FpInteger.fromFixed(format, integer, fractionBits, unsigned, cpu.fp()));
    }

    public static void fcvts(Vcpu cpu, int insn) {
        if (rounding(insn) == FpRounding.ZERO && FpRegisters.isDouble(insn)) {
            long x = cpu.vLow(rn(insn));
            cpu.setX(rd(insn), is64(insn) ? Fp64.toSigned64(x, cpu.fp()) : Fp64.toSigned32(x, cpu.fp()));
        } else {
            toGeneral(cpu, insn, 0, false, rounding(insn));
        }
    }

    public static void fcvtu(Vcpu cpu, int insn) {
        toGeneral(cpu, insn, 0, true, rounding(insn));
    }

    public static void fcvtas(Vcpu cpu, int insn) {
        toGeneral(cpu, insn, 0, false, FpRounding.TIE_AWAY);
    }

    public static void fcvtau(Vcpu cpu, int insn) {
        toGeneral(cpu, insn, 0, true, FpRounding.TIE_AWAY);
    }

    public static void fcvtzsFix(Vcpu cpu, int insn) {
        toGeneral(cpu, insn, fractionBits(insn), false, FpRounding.ZERO);
    }

    public static void fcvtzuFix(Vcpu cpu, int insn) {
        toGeneral(cpu, insn, fractionBits(insn), true, FpRounding.ZERO);
    }

    public static void scvtf(Vcpu cpu, int insn) {
        if (FpRegisters.isDouble(insn)) {
            long register = cpu.x(rn(insn));
            FpRegisters.set(cpu, insn, Fp64.fromSigned64(is64(insn) ? register : (int) register, cpu.fp()));
        } else {
            fromGeneral(cpu, insn, 0, false);
        }
    }

    public static void ucvtf(Vcpu cpu, int insn) {
        fromGeneral(cpu, insn, 0, true);
    }

    public static void scvtfFix(Vcpu cpu, int insn) {
        fromGeneral(cpu, insn, fractionBits(insn), false);
    }

    public static void ucvtfFix(Vcpu cpu, int insn) {
        fromGeneral(cpu, insn, fractionBits(insn), true);
    }
}
