package org.polyvisor.arm.a64.simd;

import static org.polyvisor.arm.a64.Fields.rd;
import static org.polyvisor.arm.a64.Fields.rn;
import static org.polyvisor.arm.a64.simd.FpLaneOps.format;

import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.arm.fp.Fp;
import org.polyvisor.arm.fp.FpMinMax;

/** Floating-point operations on neighbouring lanes, and on all four lanes of one vector. */
public final class FpPairwiseOps {
    private FpPairwiseOps() {}

    private static long add(long d, long a, long b, int bits, Vcpu cpu) {
        return Fp.add(format(bits), a, b, cpu.fp());
    }

    private static long max(long d, long a, long b, int bits, Vcpu cpu) {
        return FpMinMax.max(format(bits), a, b, cpu.fp());
    }

    private static long min(long d, long a, long b, int bits, Vcpu cpu) {
        return FpMinMax.min(format(bits), a, b, cpu.fp());
    }

    private static long maxNumber(long d, long a, long b, int bits, Vcpu cpu) {
        return FpMinMax.maxNumber(format(bits), a, b, cpu.fp());
    }

    private static long minNumber(long d, long a, long b, int bits, Vcpu cpu) {
        return FpMinMax.minNumber(format(bits), a, b, cpu.fp());
    }

    private static void vectors(Vcpu cpu, int insn, Lanes.Op op) {
        PairwiseOps.apply(cpu, insn, Lanes.fpBits(insn), false, op);
    }

    /** The one pair of a vector of two. */
    private static void scalar(Vcpu cpu, int insn, Lanes.Op op) {
        int bits = Lanes.fpBits(insn);
        long first = Lanes.element(cpu, rn(insn), bits, 0);
        long second = Lanes.element(cpu, rn(insn), bits, 1);
        cpu.setV(rd(insn), op.apply(0, first, second, bits, cpu), 0);
    }

    /** Pairs, and then the pair of results. */
    private static void across(Vcpu cpu, int insn, Lanes.Op op) {
        long low = cpu.vLow(rn(insn));
        long high = cpu.vHigh(rn(insn));
        long first = op.apply(0, low & 0xffff_ffffL, low >>> 32, 32, cpu);
        long second = op.apply(0, high & 0xffff_ffffL, high >>> 32, 32, cpu);
        cpu.setV(rd(insn), op.apply(0, first, second, 32, cpu), 0);
    }

    public static void faddp(Vcpu cpu, int insn) {
        vectors(cpu, insn, FpPairwiseOps::add);
    }

    public static void fmaxp(Vcpu cpu, int insn) {
        vectors(cpu, insn, FpPairwiseOps::max);
    }

    public static void fminp(Vcpu cpu, int insn) {
        vectors(cpu, insn, FpPairwiseOps::min);
    }

    public static void fmaxnmp(Vcpu cpu, int insn) {
        vectors(cpu, insn, FpPairwiseOps::maxNumber);
    }

    public static void fminnmp(Vcpu cpu, int insn) {
        vectors(cpu, insn, FpPairwiseOps::minNumber);
    }

    public static void faddpS(Vcpu cpu, int insn) {
        scalar(cpu, insn, FpPairwiseOps::add);
    }

    public static void fmaxpS(Vcpu cpu, int insn) {
        scalar(cpu, insn, FpPairwiseOps::max);
    }

    public static void fminpS(Vcpu cpu, int insn) {
        scalar(cpu, insn, FpPairwiseOps::min);
    }

    public static void fmaxnmpS(Vcpu cpu, int insn) {
        scalar(cpu, insn, FpPairwiseOps::maxNumber);
    }

    public static void fminnmpS(Vcpu cpu, int insn) {
        scalar(cpu, insn, FpPairwiseOps::minNumber);
    }

    public static void fmaxv(Vcpu cpu, int insn) {
        across(cpu, insn, FpPairwiseOps::max);
    }

    public static void fminv(Vcpu cpu, int insn) {
        across(cpu, insn, FpPairwiseOps::min);
    }

    public static void fmaxnmv(Vcpu cpu, int insn) {
        across(cpu, insn, FpPairwiseOps::maxNumber);
    }

    public static void fminnmv(Vcpu cpu, int insn) {
        across(cpu, insn, FpPairwiseOps::minNumber);
    }
}
