package org.polyvisor.arm.a64.simd;

import static org.polyvisor.arm.a64.Fields.rd;
import static org.polyvisor.arm.a64.Fields.rm;
import static org.polyvisor.arm.a64.Fields.rn;

import org.polyvisor.arm.cpu.Vcpu;

/** Integer arithmetic of three vectors, lane by lane, wrapping. */
public final class ArithmeticOps {
    private ArithmeticOps() {}

    public static void addV(Vcpu cpu, int insn) {
        Lanes.halves(cpu, insn, (_, a, b, bits, _) -> Halves.add(a, b, bits));
    }

    public static void subV(Vcpu cpu, int insn) {
        Lanes.halves(cpu, insn, (_, a, b, bits, _) -> Halves.subtract(a, b, bits));
    }

    public static void mulV(Vcpu cpu, int insn) {
        Lanes.unsigned(cpu, insn, (_, a, b, _, _) -> a * b);
    }

    public static void mlaV(Vcpu cpu, int insn) {
        Lanes.unsigned(cpu, insn, (d, a, b, _, _) -> d + a * b);
    }

    public static void mlsV(Vcpu cpu, int insn) {
        Lanes.unsigned(cpu, insn, (d, a, b, _, _) -> d - a * b);
    }

    public static void pmul(Vcpu cpu, int insn) {
        long low = Polynomials.multiplyBytes(cpu.vLow(rn(insn)), cpu.vLow(rm(insn)));
        long high = Lanes.isQ(insn) ? Polynomials.multiplyBytes(cpu.vHigh(rn(insn)), cpu.vHigh(rm(insn))) : 0;
        cpu.setV(rd(insn), low, high);
    }

    public static void shadd(Vcpu cpu, int insn) {
        Lanes.signed(cpu, insn, (_, a, b, _, _) -> a + b >> 1);
    }

    public static void uhadd(Vcpu cpu, int insn) {
        Lanes.unsigned(cpu, insn, (_, a, b, _, _) -> a + b >> 1);
    }

    public static void srhadd(Vcpu cpu, int insn) {
        Lanes.signed(cpu, insn, (_, a, b, _, _) -> a + b + 1 >> 1);
    }

    public static void urhadd(Vcpu cpu, int insn) {
        Lanes.unsigned(cpu, insn, (_, a, b, _, _) -> a + b + 1 >> 1);
    }

    public static void shsub(Vcpu cpu, int insn) {
        Lanes.signed(cpu, insn, (_, a, b, _, _) -> a - b >> 1);
    }

    public static void uhsub(Vcpu cpu, int insn) {
        Lanes.unsigned(cpu, insn, (_, a, b, _, _) -> a - b >> 1);
    }

    public static void smax(Vcpu cpu, int insn) {
        Lanes.halves(cpu, insn, (_, a, b, bits, _) -> Halves.select(Halves.atLeast(a, b, bits), a, b));
    }

    public static void umax(Vcpu cpu, int insn) {
        Lanes.halves(cpu, insn, (_, a, b, bits, _) -> Halves.select(Halves.atLeastUnsigned(a, b, bits), a, b));
    }

    public static void smin(Vcpu cpu, int insn) {
        Lanes.halves(cpu, insn, (_, a, b, bits, _) -> Halves.select(Halves.atLeast(b, a, bits), a, b));
    }

    public static void umin(Vcpu cpu, int insn) {
        Lanes.halves(cpu, insn, (_, a, b, bits, _) -> Halves.select(Halves.atLeastUnsigned(b, a, bits), a, b));
    }

    public static void sabd(Vcpu cpu, int insn) {
        Lanes.signed(cpu, insn, (_, a, b, _, _) -> Math.abs(a - b));
    }

    public static void uabd(Vcpu cpu, int insn) {
        Lanes.unsigned(cpu, insn, (_, a, b, _, _) -> Math.abs(a - b));
    }

    public static void saba(Vcpu cpu, int insn) {
        Lanes.signed(cpu, insn, (d, a, b, _, _) -> d + Math.abs(a - b));
    }

    public static void uaba(Vcpu cpu, int insn) {
        Lanes.unsigned(cpu, insn, (d, a, b, _, _) -> d + Math.abs(a - b));
    }
}
