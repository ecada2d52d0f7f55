package org.polyvisor.arm.a64.simd;

import static org.polyvisor.arm.a64.Fields.rm;

import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.arm.fp.Fp;
import org.polyvisor.arm.fp.FpArithmetic;
import org.polyvisor.arm.fp.FpEstimate;
import org.polyvisor.arm.fp.FpFormat;
import org.polyvisor.arm.fp.FpFused;
import org.polyvisor.arm.fp.FpMinMax;

/** Floating-point arithmetic lane by lane, with vectors and with one element. */
public final class FpLaneOps {
    private FpLaneOps() {}

    /** The format of lanes of a width. */
    static FpFormat format(int bits) {
        return bits == 64 ? FpFormat.DOUBLE : FpFormat.SINGLE;
    }

    public static void faddV(Vcpu cpu, int insn) {
        Lanes.fp(cpu, insn, (_, a, b, bits, c) -> Fp.add(format(bits), a, b, c.fp()));
    }

    public static void fsubV(Vcpu cpu, int insn) {
        Lanes.fp(cpu, insn, (_, a, b, bits, c) -> Fp.subtract(format(bits), a, b, c.fp()));
    }

    public static void fmulV(Vcpu cpu, int insn) {
        Lanes.fp(cpu, insn, (_, a, b, bits, c) -> Fp.multiply(format(bits), a, b, c.fp()));
    }

    public static void fmulx(Vcpu cpu, int insn) {
        Lanes.fp(cpu, insn, (_, a, b, bits, c) -> FpArithmetic.multiplyExtended(format(bits), a, b, c.fp()));
    }

    public static void fdivV(Vcpu cpu, int insn) {
        Lanes.fp(cpu, insn, (_, a, b, bits, c) -> Fp.divide(format(bits), a, b, c.fp()));
    }

    private static long multiplyAdd(long d, long a, long b, int bits, Vcpu cpu) {
        return Fp.multiplyAdd(format(bits), d, a, b, cpu.fp());
    }

    private static long multiplySubtract(long d, long a, long b, int bits, Vcpu cpu) {
        return Fp.multiplyAdd(format(bits), d, format(bits).negate(a), b, cpu.fp());
    }

    public static void fmla(Vcpu cpu, int insn) {
        Lanes.fp(cpu, insn, FpLaneOps::multiplyAdd);
    }

    public static void fmls(Vcpu cpu, int insn) {
        Lanes.fp(cpu, insn, FpLaneOps::multiplySubtract);
    }

    public static void fmaxV(Vcpu cpu, int insn) {
        Lanes.fp(cpu, insn, (_, a, b, bits, c) -> FpMinMax.max(format(bits), a, b, c.fp()));
    }

    public static void fminV(Vcpu cpu, int insn) {
        Lanes.fp(cpu, insn, (_, a, b, bits, c) -> FpMinMax.min(format(bits), a, b, c.fp()));
    }

    public static void fmaxnmV(Vcpu cpu, int insn) {
        Lanes.fp(cpu, insn, (_, a, b, bits, c) -> FpMinMax.maxNumber(format(bits), a, b, c.fp()));
    }

    public static void fminnmV(Vcpu cpu, int insn) {
        Lanes.fp(cpu, insn, (_, a, b, bits, c) -> FpMinMax.minNumber(format(bits), a, b, c.fp()));
    }

    public static void fabd(Vcpu cpu, int insn) {
        Lanes.fp(cpu, insn, (_, a, b, bits, c) -> FpArithmetic.absoluteDifference(format(bits), a, b, c.fp()));
    }

    public static void frecps(Vcpu cpu, int insn) {
        Lanes.fp(cpu, insn, (_, a, b, bits, c) -> FpFused.reciprocalStep(format(bits), a, b, c.fp()));
    }

    public static void frsqrts(Vcpu cpu, int insn) {
        Lanes.fp(cpu, insn, (_, a, b, bits, c) -> FpFused.reciprocalSquareRootStep(format(bits), a, b, c.fp()));
    }

    public static void frecpe(Vcpu cpu, int insn) {
        Lanes.fp(cpu, insn, (_, a, _, bits, c) -> FpEstimate.reciprocal(format(bits), a, c.fp()));
    }

    public static void frsqrte(Vcpu cpu, int insn) {
        Lanes.fp(cpu, insn, (_, a, _, bits, c) -> FpEstimate.reciprocalSquareRoot(format(bits), a, c.fp()));
    }

    public static void frecpx(Vcpu cpu, int insn) {
        Lanes.fp(cpu, insn, (_, a, _, bits, c) -> FpEstimate.reciprocalExponent(format(bits), a, c.fp()));
    }

    public static void fsqrtV(Vcpu cpu, int insn) {
        Lanes.fp(cpu, insn, (_, a, _, bits, c) -> Fp.squareRoot(format(bits), a, c.fp()));
    }

    public static void fabsV(Vcpu cpu, int insn) {
        Lanes.fp(cpu, insn, (_, a, _, bits, _) -> format(bits).abs(a));
    }

    public static void fnegV(Vcpu cpu, int insn) {
        Lanes.fp(cpu, insn, (_, a, _, bits, _) -> format(bits).negate(a));
    }

    private static void withElement(Vcpu cpu, int insn, Lanes.Op op) {
        int bits = Lanes.fpBits(insn);
        int high = insn >>> 11 & 1;
        int index = bits == 64 ? high : high << 1 | insn >>> 21 & 1;
        Lanes.with(cpu, insn, bits, Lanes.element(cpu, rm(insn), bits, index), false, op);
    }

    public static void fmulE(Vcpu cpu, int insn) {
        withElement(cpu, insn, (_, a, b, bits, c) -> Fp.multiply(format(bits), a, b, c.fp()));
    }

    public static void fmulxE(Vcpu cpu, int insn) {
        withElement(cpu, insn, (_, a, b, bits, c) -> FpArithmetic.multiplyExtended(format(bits), a, b, c.fp()));
    }

    public static void fmlaE(Vcpu cpu, int insn) {
        withElement(cpu, insn, FpLaneOps::multiplyAdd);
    }

    public static void fmlsE(Vcpu cpu, int insn) {
        withElement(cpu, insn, FpLaneOps::multiplySubtract);
    }
}
