package org.polyvisor.arm.a64.simd;

import static org.polyvisor.arm.a64.Fields.rd;

import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.arm.fp.Fp;
import org.polyvisor.arm.fp.FpFormat;

/** Bitwise logic on vectors, and constants: modified immediates. */
public final class BitwiseOps {
    private BitwiseOps() {}

    public static void andV(Vcpu cpu, int insn) {
        Lanes.halves(cpu, insn, (_, a, b, _, _) -> a & b);
    }

    public static void bicV(Vcpu cpu, int insn) {
        Lanes.halves(cpu, insn, (_, a, b, _, _) -> a & ~b);
    }

    public static void orrV(Vcpu cpu, int insn) {
        Lanes.halves(cpu, insn, (_, a, b, _, _) -> a | b);
    }

    public static void ornV(Vcpu cpu, int insn) {
        Lanes.halves(cpu, insn, (_, a, b, _, _) -> a | ~b);
    }

    public static void eorV(Vcpu cpu, int insn) {
        Lanes.halves(cpu, insn, (_, a, b, _, _) -> a ^ b);
    }

    /** The destination chooses: its ones take from Vn, its zeros from Vm. */
    public static void bsl(Vcpu cpu, int insn) {
        Lanes.halves(cpu, insn, (d, a, b, _, _) -> b ^ (b ^ a) & d);
    }

    /** Inserts bits of Vn where Vm has ones. */
    public static void bit(Vcpu cpu, int insn) {
        Lanes.halves(cpu, insn, (d, a, b, _, _) -> d ^ (d ^ a) & b);
    }

    /** Inserts bits of Vn where Vm has zeros. */
    public static void bif(Vcpu cpu, int insn) {
        Lanes.halves(cpu, insn, (d, a, b, _, _) -> d ^ (d ^ a) & ~b);
    }

    private static int imm8(int insn) {
        return insn >>> 11 & 0xe0 | insn >>> 5 & 31;
    }

    /** The constant that cmode makes of the immediate, 64 bits of it; AdvSIMDExpandImm without its inversions. */
    public static long constant(int insn) {
        long imm8 = imm8(insn);
        int cmode = insn >>> 12 & 15;
        return switch (cmode >>> 1) {
            case 0, 1, 2, 3 -> (imm8 << 8 * (cmode >>> 1)) * Lanes.ones(32);
            case 4, 5 -> (imm8 << 8 * (cmode >>> 1 & 1)) * Lanes.ones(16);
            case 6 -> ((imm8 + 1 << ((cmode & 1) == 0 ? 8 : 16)) - 1) * Lanes.ones(32);
            default ->
                (cmode & 1) == 0 ? imm8 * Lanes.ones(8) : Fp.constant(FpFormat.SINGLE, imm8(insn)) * Lanes.ones(32);
        };
    }

    private static void set(Vcpu cpu, int insn, long value) {
        cpu.setV(rd(insn), value, Lanes.isQ(insn) ? value : 0);
    }

    public static void movi(Vcpu cpu, int insn) {
        set(cpu, insn, constant(insn));
    }

    public static void mvni(Vcpu cpu, int insn) {
        set(cpu, insn, ~constant(insn));
    }

    /** The constant of MOVI with bytes: each bit of the immediate becomes one. */
    public static long constantOfBytes(int insn) {
        long imm8 = imm8(insn);
        // Bit i of the immediate to bit 8i: copies at distances of seven bits, of which every byte keeps its lowest.
        long low = (imm8 & 0x7f) * 0x0002_0408_1020_4081L & Lanes.ones(8);
        return (low | imm8 >>> 7 << 56) * 0xff;
    }

    public static void moviBytes(Vcpu cpu, int insn) {
        set(cpu, insn, constantOfBytes(insn));
    }

    /** The constant of FMOV with doublewords. */
    public static long constantOfDouble(int insn) {
        return Fp.constant(FpFormat.DOUBLE, imm8(insn));
    }

    public static void fmovImm2d(Vcpu cpu, int insn) {
        set(cpu, insn, constantOfDouble(insn));
    }

    private static void combine(Vcpu cpu, int insn, long set, long keep) {
        int d = rd(insn);
        long high = Lanes.isQ(insn) ? cpu.vHigh(d) & keep | set : 0;
        cpu.setV(d, cpu.vLow(d) & keep | set, high);
    }

    public static void orrImmS(Vcpu cpu, int insn) {
        combine(cpu, insn, constant(insn), -1);
    }

    public static void orrImmH(Vcpu cpu, int insn) {
        combine(cpu, insn, constant(insn), -1);
    }

    public static void bicImmS(Vcpu cpu, int insn) {
        combine(cpu, insn, 0, ~constant(insn));
    }

    public static void bicImmH(Vcpu cpu, int insn) {
        combine(cpu, insn, 0, ~constant(insn));
    }
}
