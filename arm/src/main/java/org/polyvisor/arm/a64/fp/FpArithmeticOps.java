package org.polyvisor.arm.a64.fp;

import static org.polyvisor.arm.a64.Fields.ra;
import static org.polyvisor.arm.a64.Fields.rm;
import static org.polyvisor.arm.a64.Fields.rn;

import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.arm.fp.Fp32;
import org.polyvisor.arm.fp.Fp64;
import org.polyvisor.arm.fp.FpFormat;
import org.polyvisor.arm.fp.FpMinMax;

/** Scalar sums, products, quotients, roots, selections and fused multiply-adds. */
public final class FpArithmeticOps {
    private FpArithmeticOps() {}

    private static long n(Vcpu cpu, int insn) {
        return cpu.vLow(rn(insn));
    }

    private static long m(Vcpu cpu, int insn) {
        return cpu.vLow(rm(insn));
    }

    private static void single(Vcpu cpu, int insn, int value) {
        FpRegisters.set(cpu, insn, Integer.toUnsignedLong(value));
    }

    public static void fadd(Vcpu cpu, int insn) {
        if (FpRegisters.isDouble(insn)) {
            FpRegisters.set(cpu, insn, Fp64.add(n(cpu, insn), m(cpu, insn), cpu.fp()));
        } else {
            single(cpu, insn, Fp32.add((int) n(cpu, insn), (int) m(cpu, insn), cpu.fp()));
        }
    }

    public static void fsub(Vcpu cpu, int insn) {
        if (FpRegisters.isDouble(insn)) {
            FpRegisters.set(cpu, insn, Fp64.subtract(n(cpu, insn), m(cpu, insn), cpu.fp()));
        } else {
            single(cpu, insn, Fp32.subtract((int) n(cpu, insn), (int) m(cpu, insn), cpu.fp()));
        }
    }

    public static void fmul(Vcpu cpu, int insn) {
        if (FpRegisters.isDouble(insn)) {
            FpRegisters.set(cpu, insn, Fp64.multiply(n(cpu, insn), m(cpu, insn), cpu.fp()));
        } else {
            single(cpu, insn, Fp32.multiply((int) n(cpu, insn), (int) m(cpu, insn), cpu.fp()));
        }
    }

    /** The product is negated after rounding, a NaN too. */
    public static void fnmul(Vcpu cpu, int insn) {
        if (FpRegisters.isDouble(insn)) {
            FpRegisters.set(cpu, insn, Fp64.multiply(n(cpu, insn), m(cpu, insn), cpu.fp()) ^ Long.MIN_VALUE);
        } else {
            single(cpu, insn, Fp32.multiply((int) n(cpu, insn), (int) m(cpu, insn), cpu.fp()) ^ Integer.MIN_VALUE);
        }
    }

    public static void fdiv(Vcpu cpu, int insn) {
        if (FpRegisters.isDouble(insn)) {
            FpRegisters.set(cpu, insn, Fp64.divide(n(cpu, insn), m(cpu, insn), cpu.fp()));
        } else {
            single(cpu, insn, Fp32.divide((int) n(cpu, insn), (int) m(cpu, insn), cpu.fp()));
        }
    }

    public static void fsqrt(Vcpu cpu, int insn) {
        if (FpRegisters.isDouble(insn)) {
            FpRegisters.set(cpu, insn, Fp64.squareRoot(n(cpu, insn), cpu.fp()));
        } else {
            single(cpu, insn, Fp32.squareRoot((int) n(cpu, insn), cpu.fp()));
        }
    }

    public static void fmax(Vcpu cpu, int insn) {
        FpFormat format = FpRegisters.format(insn);
        long a = FpRegisters.get(cpu, format, rn(insn));
        FpRegisters.set(cpu, insn, FpMinMax.max(format, a, FpRegisters.get(cpu, format, rm(insn)), cpu.fp()));
    }

    public static void fmin(Vcpu cpu, int insn) {
        FpFormat format = FpRegisters.format(insn);
        long a = FpRegisters.get(cpu, format, rn(insn));
        FpRegisters.set(cpu, insn, FpMinMax.min(format, a, FpRegisters.get(cpu, format, rm(insn)), cpu.fp()));
    }

    public static void fmaxnm(Vcpu cpu, int insn) {
        FpFormat format = FpRegisters.format(insn);
        long a = FpRegisters.get(cpu, format, rn(insn));
        FpRegisters.set(cpu, insn, FpMinMax.maxNumber(format, a, FpRegisters.get(cpu, format, rm(insn)), cpu.fp()));
    }

    public static void fminnm(Vcpu cpu, int insn) {
        FpFormat format = FpRegisters.format(insn);
        long a = FpRegisters.get(cpu, format, rn(insn));
        FpRegisters.set(cpu, insn, FpMinMax.minNumber(format, a, FpRegisters.get(cpu, format, rm(insn)), cpu.fp()));
    }

    /** Negations come before the multiplication, so a NaN operand comes out with its sign flipped. */
    private static void fused(Vcpu cpu, int insn, boolean negateAddend, boolean negateProduct) {
        long a = cpu.vLow(ra(insn));
        long n = n(cpu, insn);
        long m = m(cpu, insn);
        if (FpRegisters.isDouble(insn)) {
            long addend = negateAddend ? a ^ Long.MIN_VALUE : a;
            long factor = negateProduct ? n ^ Long.MIN_VALUE : n;
            FpRegisters.set(cpu, insn, Fp64.multiplyAdd(addend, factor, m, cpu.fp()));
        } else {
            int addend = negateAddend ? (int) a ^ Integer.MIN_VALUE : (int) a;
            int factor = negateProduct ? (int) n ^ Integer.MIN_VALUE : (int) n;
            single(cpu, insn, Fp32.multiplyAdd(addend, factor, (int) m, cpu.fp()));
        }
    }

    public static void fmadd(Vcpu cpu, int insn) {
        fused(cpu, insn, false, false);
    }

    public static void fmsub(Vcpu cpu, int insn) {
        fused(cpu, insn, false, true);
    }

    public static void fnmadd(Vcpu cpu, int insn) {
        fused(cpu, insn, true, true);
    }

    public static void fnmsub(Vcpu cpu, int insn) {
        fused(cpu, insn, true, false);
    }
}
