package org.polyvisor.arm.a64.simd;

import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.arm.fp.FpEstimate;

/** Reversals, counts, signs and integer estimates of one vector. */
public final class UnaryOps {
    private UnaryOps() {}

    private static long swapBytes(long x) {
        return (x & 0x00ff_00ff_00ff_00ffL) << 8 | x >>> 8 & 0x00ff_00ff_00ff_00ffL;
    }

    private static long swapHalfwords(long x) {
        return (x & 0x0000_ffff_0000_ffffL) << 16 | x >>> 16 & 0x0000_ffff_0000_ffffL;
    }

    public static void rev64V(Vcpu cpu, int insn) {
        switch (Lanes.bits(insn)) {
            case 8 -> Lanes.halves(cpu, insn, (_, a, _, _, _) -> Long.reverseBytes(a));
            case 16 -> Lanes.halves(cpu, insn, (_, a, _, _, _) -> swapBytes(Long.reverseBytes(a)));
            default -> Lanes.halves(cpu, insn, (_, a, _, _, _) -> Long.rotateLeft(a, 32));
        }
    }

    public static void rev32V(Vcpu cpu, int insn) {
        if (Lanes.bits(insn) == 8) {
            Lanes.halves(cpu, insn, (_, a, _, _, _) -> swapHalfwords(swapBytes(a)));
        } else {
            Lanes.halves(cpu, insn, (_, a, _, _, _) -> swapHalfwords(a));
        }
    }

    public static void rev16V(Vcpu cpu, int insn) {
        Lanes.halves(cpu, insn, (_, a, _, _, _) -> swapBytes(a));
    }

    /** How many bits below the sign equal it. */
    public static void clsV(Vcpu cpu, int insn) {
        Lanes.signed(cpu, insn, (_, a, _, bits, _) -> Long.numberOfLeadingZeros(a ^ a >> 63) - (64 - bits) - 1);
    }

    public static void clzV(Vcpu cpu, int insn) {
        Lanes.unsigned(cpu, insn, (_, a, _, bits, _) -> Long.numberOfLeadingZeros(a) - (64 - bits));
    }

    public static void cnt(Vcpu cpu, int insn) {
        Lanes.halves(cpu, insn, (_, a, _, _, _) -> Halves.countOnes(a));
    }

    public static void not(Vcpu cpu, int insn) {
        Lanes.halves(cpu, insn, (_, a, _, _, _) -> ~a);
    }

    /** Bytes, whatever the size field says. */
    public static void rbitV(Vcpu cpu, int insn) {
        Lanes.halves(cpu, insn, (_, a, _, _, _) -> Long.reverseBytes(Long.reverse(a)));
    }

    public static void abs(Vcpu cpu, int insn) {
        Lanes.signed(cpu, insn, (_, a, _, _, _) -> Math.abs(a));
    }

    public static void negV(Vcpu cpu, int insn) {
        Lanes.halves(cpu, insn, (_, a, _, bits, _) -> Halves.subtract(0, a, bits));
    }

    public static void urecpe(Vcpu cpu, int insn) {
        Lanes.unsigned(cpu, insn, (_, a, _, _, _) -> FpEstimate.unsignedReciprocal((int) a));
    }

    public static void ursqrte(Vcpu cpu, int insn) {
        Lanes.unsigned(cpu, insn, (_, a, _, _, _) -> FpEstimate.unsignedReciprocalSquareRoot((int) a));
    }
}
