package org.polyvisor.arm.a64.simd;

import org.polyvisor.arm.cpu.Vcpu;

/** Saturating integer arithmetic, lane by lane. */
public final class SaturatingOps {
    private SaturatingOps() {}

    public static void sqadd(Vcpu cpu, int insn) {
        Lanes.signed(cpu, insn, (_, a, b, bits, c) -> Saturation.add(a, b, bits, c));
    }

    public static void uqadd(Vcpu cpu, int insn) {
        Lanes.unsigned(cpu, insn, (_, a, b, bits, c) -> Saturation.addUnsigned(a, b, bits, c));
    }

    public static void sqsub(Vcpu cpu, int insn) {
        Lanes.signed(cpu, insn, (_, a, b, bits, c) -> Saturation.subtract(a, b, bits, c));
    }

    public static void uqsub(Vcpu cpu, int insn) {
        Lanes.unsigned(cpu, insn, (_, a, b, _, c) -> Saturation.subtractUnsigned(a, b, c));
    }

    public static void sqdmulh(Vcpu cpu, int insn) {
        Lanes.signed(cpu, insn, (_, a, b, bits, c) -> Saturation.doubleProductHigh(a, b, bits, false, c));
    }

    public static void sqrdmulh(Vcpu cpu, int insn) {
        Lanes.signed(cpu, insn, (_, a, b, bits, c) -> Saturation.doubleProductHigh(a, b, bits, true, c));
    }

    public static void sqrdmlah(Vcpu cpu, int insn) {
        Lanes.signed(cpu, insn, (d, a, b, bits, c) -> Saturation.accumulateHigh(d, a, b, bits, c));
    }

    public static void sqrdmlsh(Vcpu cpu, int insn) {
        Lanes.signed(cpu, insn, (d, a, b, bits, c) -> Saturation.accumulateHigh(d, -a, b, bits, c));
    }

    /** Adds an unsigned number to the signed destination. */
    public static void suqadd(Vcpu cpu, int insn) {
        Lanes.signed(cpu, insn, (d, a, _, bits, c) -> addUnsignedToSigned(d, a & Lanes.mask(bits), bits, c));
    }

    private static long addUnsignedToSigned(long d, long a, int bits, Vcpu cpu) {
        long sum = d + a;
        // Of 64 bits, a negative `a` is really one of 2^63 or more, which only a negative destination can absorb.
        boolean overflows = d >= 0 ? (a | sum) < 0 : a < 0 && sum < 0 && bits == 64;
        if (overflows) {
            Saturation.report(cpu);
            return Saturation.limit(false, bits);
        }
        return a < 0 ? sum : Saturation.signed(sum, bits, cpu);
    }

    /** Adds a signed number to the unsigned destination. */
    public static void usqadd(Vcpu cpu, int insn) {
        Lanes.signed(cpu, insn, (d, a, _, bits, c) -> addSignedToUnsigned(d & Lanes.mask(bits), a, bits, c));
    }

    private static long addSignedToUnsigned(long d, long a, int bits, Vcpu cpu) {
        return a < 0 ? Saturation.subtractUnsigned(d, -a, cpu) : Saturation.addUnsigned(d, a, bits, cpu);
    }

    public static void sqabs(Vcpu cpu, int insn) {
        Lanes.signed(cpu, insn, (_, a, _, bits, c) -> a < 0 ? Saturation.subtract(0, a, bits, c) : a);
    }

    public static void sqneg(Vcpu cpu, int insn) {
        Lanes.signed(cpu, insn, (_, a, _, bits, c) -> Saturation.subtract(0, a, bits, c));
    }
}
