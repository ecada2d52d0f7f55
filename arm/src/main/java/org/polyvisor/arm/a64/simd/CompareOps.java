package org.polyvisor.arm.a64.simd;

import org.polyvisor.arm.cpu.Vcpu;

/** Integer comparisons: a lane becomes all ones where the relation holds, else zero. */
public final class CompareOps {
    private CompareOps() {}

    public static void cmgt(Vcpu cpu, int insn) {
        Lanes.halves(cpu, insn, (_, a, b, bits, _) -> ~Halves.atLeast(b, a, bits));
    }

    public static void cmhi(Vcpu cpu, int insn) {
        Lanes.halves(cpu, insn, (_, a, b, bits, _) -> ~Halves.atLeastUnsigned(b, a, bits));
    }

    public static void cmge(Vcpu cpu, int insn) {
        Lanes.halves(cpu, insn, (_, a, b, bits, _) -> Halves.atLeast(a, b, bits));
    }

    public static void cmhs(Vcpu cpu, int insn) {
        Lanes.halves(cpu, insn, (_, a, b, bits, _) -> Halves.atLeastUnsigned(a, b, bits));
    }

    public static void cmtst(Vcpu cpu, int insn) {
        Lanes.halves(cpu, insn, (_, a, b, bits, _) -> Halves.nonZero(a & b, bits));
    }

    public static void cmeq(Vcpu cpu, int insn) {
        Lanes.halves(cpu, insn, (_, a, b, bits, _) -> ~Halves.nonZero(a ^ b, bits));
    }

    public static void cmgtZero(Vcpu cpu, int insn) {
        Lanes.halves(cpu, insn, (_, a, _, bits, _) -> ~Halves.atLeast(0, a, bits));
    }

    public static void cmgeZero(Vcpu cpu, int insn) {
        Lanes.halves(cpu, insn, (_, a, _, bits, _) -> Halves.fromTops(~a, bits));
    }

    public static void cmeqZero(Vcpu cpu, int insn) {
        Lanes.halves(cpu, insn, (_, a, _, bits, _) -> ~Halves.nonZero(a, bits));
    }

    public static void cmleZero(Vcpu cpu, int insn) {
        Lanes.halves(cpu, insn, (_, a, _, bits, _) -> Halves.atLeast(0, a, bits));
    }

    public static void cmltZero(Vcpu cpu, int insn) {
        Lanes.halves(cpu, insn, (_, a, _, bits, _) -> Halves.fromTops(a, bits));
    }
}
