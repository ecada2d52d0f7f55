package org.polyvisor.arm.a64.simd;

import org.polyvisor.arm.cpu.Vcpu;

/** Integer comparisons: a lane becomes all ones where the relation holds, else zero. */
public final class CompareOps {
    private CompareOps() {}

    private static long all(boolean holds) {
        return holds ? -1 : 0;
    }

    public static void cmgt(Vcpu cpu, int insn) {
        Lanes.signed(cpu, insn, (_, a, b, _, _) -> all(a > b));
    }

    public static void cmhi(Vcpu cpu, int insn) {
        Lanes.unsigned(cpu, insn, (_, a, b, _, _) -> all(Long.compareUnsigned(a, b) > 0));
    }

    public static void cmge(Vcpu cpu, int insn) {
        Lanes.signed(cpu, insn, (_, a, b, _, _) -> all(a >= b));
    }

    public static void cmhs(Vcpu cpu, int insn) {
        Lanes.unsigned(cpu, insn, (_, a, b, _, _) -> all(Long.compareUnsigned(a, b) >= 0));
    }

    public static void cmtst(Vcpu cpu, int insn) {
        Lanes.unsigned(cpu, insn, (_, a, b, _, _) -> all((a & b) != 0));
    }

    public static void cmeq(Vcpu cpu, int insn) {
        Lanes.unsigned(cpu, insn, (_, a, b, _, _) -> all(a == b));
    }

    public static void cmgtZero(Vcpu cpu, int insn) {
        Lanes.signed(cpu, insn, (_, a, _, _, _) -> all(a > 0));
    }

    public static void cmgeZero(Vcpu cpu, int insn) {
        Lanes.signed(cpu, insn, (_, a, _, _, _) -> all(a >= 0));
    }

    public static void cmeqZero(Vcpu cpu, int insn) {
        Lanes.signed(cpu, insn, (_, a, _, _, _) -> all(a == 0));
    }

    public static void cmleZero(Vcpu cpu, int insn) {
        Lanes.signed(cpu, insn, (_, a, _, _, _) -> all(a <= 0));
    }

    public static void cmltZero(Vcpu cpu, int insn) {
        Lanes.signed(cpu, insn, (_, a, _, _, _) -> all(a < 0));
    }
}
