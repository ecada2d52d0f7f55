package org.polyvisor.arm.a64.simd;

import static org.polyvisor.arm.a64.simd.FpLaneOps.format;

import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.arm.fp.FpCompare;

/** Floating-point comparisons: a lane becomes all ones where the relation holds, else zero. */
public final class FpLaneCompareOps {
    private FpLaneCompareOps() {}

    private static long all(boolean holds) {
        return holds ? -1 : 0;
    }

    private static long equal(long a, long b, int bits, Vcpu cpu) {
        return all(FpCompare.equal(format(bits), a, b, cpu.fp()));
    }

    private static long greaterOrEqual(long a, long b, int bits, Vcpu cpu) {
        return all(FpCompare.greaterOrEqual(format(bits), a, b, cpu.fp()));
    }

    private static long greater(long a, long b, int bits, Vcpu cpu) {
        return all(FpCompare.greater(format(bits), a, b, cpu.fp()));
    }

    public static void fcmeq(Vcpu cpu, int insn) {
        Lanes.fp(cpu, insn, (_, a, b, bits, c) -> equal(a, b, bits, c));
    }

    public static void fcmge(Vcpu cpu, int insn) {
        Lanes.fp(cpu, insn, (_, a, b, bits, c) -> greaterOrEqual(a, b, bits, c));
    }

    public static void fcmgt(Vcpu cpu, int insn) {
        Lanes.fp(cpu, insn, (_, a, b, bits, c) -> greater(a, b, bits, c));
    }

    /** Magnitudes. */
    public static void facge(Vcpu cpu, int insn) {
        Lanes.fp(
                cpu,
                insn,
                (_, a, b, bits, c) ->
                        greaterOrEqual(format(bits).abs(a), format(bits).abs(b), bits, c));
    }

    /** Magnitudes. */
    public static void facgt(Vcpu cpu, int insn) {
        Lanes.fp(
                cpu,
                insn,
                (_, a, b, bits, c) -> greater(format(bits).abs(a), format(bits).abs(b), bits, c));
    }

    public static void fcmgtZero(Vcpu cpu, int insn) {
        Lanes.fp(cpu, insn, (_, a, _, bits, c) -> greater(a, 0, bits, c));
    }

    public static void fcmgeZero(Vcpu cpu, int insn) {
        Lanes.fp(cpu, insn, (_, a, _, bits, c) -> greaterOrEqual(a, 0, bits, c));
    }

    public static void fcmeqZero(Vcpu cpu, int insn) {
        Lanes.fp(cpu, insn, (_, a, _, bits, c) -> equal(a, 0, bits, c));
    }

    public static void fcmleZero(Vcpu cpu, int insn) {
        Lanes.fp(cpu, insn, (_, a, _, bits, c) -> greaterOrEqual(0, a, bits, c));
    }

    public static void fcmltZero(Vcpu cpu, int insn) {
        Lanes.fp(cpu, insn, (_, a, _, bits, c) -> greater(0, a, bits, c));
    }
}
