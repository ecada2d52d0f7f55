package org.polyvisor.arm.a64.simd;

import static org.polyvisor.arm.a64.Fields.rd;
import static org.polyvisor.arm.a64.Fields.rm;
import static org.polyvisor.arm.a64.Fields.rn;

import org.polyvisor.arm.cpu.Vcpu;

/** Integer operations on neighbouring lanes, and on all lanes of one vector. */
public final class PairwiseOps {
    private PairwiseOps() {}

    /** The pairs of a half, packed into its low 32 bits; not for 64-bit lanes. */
    private static long pairs(Vcpu cpu, long half, int bits, boolean signed, Lanes.Op op) {
        long result = 0;
        for (int at = 0; at < 64; at += 2 * bits) {
            long value = op.apply(
                    0, Lanes.lane(half, at, bits, signed), Lanes.lane(half, at + bits, bits, signed), bits, cpu);
            result |= (value & Lanes.mask(bits)) << at / 2;
        }
        return result;
    }

    /** The pairs of Vn, then those of Vm. */
    static void apply(Vcpu cpu, int insn, int bits, boolean signed, Lanes.Op op) {
        int n = rn(insn);
        int m = rm(insn);
        if (bits == 64) {
            long low = op.apply(0, cpu.vLow(n), cpu.vHigh(n), bits, cpu);
            cpu.setV(rd(insn), low, op.apply(0, cpu.vLow(m), cpu.vHigh(m), bits, cpu));
            return;
        }
        long first = pairs(cpu, cpu.vLow(n), bits, signed, op);
        long second;
        if (!Lanes.isQ(insn)) {
            cpu.setV(rd(insn), first | pairs(cpu, cpu.vLow(m), bits, signed, op) << 32, 0);
            return;
        }
        first |= pairs(cpu, cpu.vHigh(n), bits, signed, op) << 32;
        second = pairs(cpu, cpu.vLow(m), bits, signed, op);
        second |= pairs(cpu, cpu.vHigh(m), bits, signed, op) << 32;
        cpu.setV(rd(insn), first, second);
    }

    /** The first lanes of all pairs as one vector and the second ones as another: Vn's pairs, then Vm's. */
    private static void together(Vcpu cpu, int insn, Lanes.Op op) {
        int bits = Lanes.bits(insn);
        int n = rn(insn);
        int m = rm(insn);
        if (bits == 64) {
            long low = op.apply(0, cpu.vLow(n), cpu.vHigh(n), bits, cpu);
            cpu.setV(rd(insn), low, op.apply(0, cpu.vLow(m), cpu.vHigh(m), bits, cpu));
        } else if (Lanes.isQ(insn)) {
            long low = ofPairs(cpu, cpu.vLow(n), cpu.vHigh(n), bits, op);
            cpu.setV(rd(insn), low, ofPairs(cpu, cpu.vLow(m), cpu.vHigh(m), bits, op));
        } else {
            cpu.setV(rd(insn), ofPairs(cpu, cpu.vLow(n), cpu.vLow(m), bits, op), 0);
        }
    }

    private static long ofPairs(Vcpu cpu, long low, long high, int bits, Lanes.Op op) {
        long first = Halves.even(low, bits) | Halves.even(high, bits) << 32;
        long second = Halves.even(low >>> bits, bits) | Halves.even(high >>> bits, bits) << 32;
        return op.apply(0, first, second, bits, cpu);
    }

    public static void addp(Vcpu cpu, int insn) {
        together(cpu, insn, (_, a, b, bits, _) -> Halves.add(a, b, bits));
    }

    public static void smaxp(Vcpu cpu, int insn) {
        together(cpu, insn, (_, a, b, bits, _) -> Halves.select(Halves.atLeast(a, b, bits), a, b));
    }

    public static void umaxp(Vcpu cpu, int insn) {
        together(cpu, insn, (_, a, b, bits, _) -> Halves.select(Halves.atLeastUnsigned(a, b, bits), a, b));
    }

    public static void sminp(Vcpu cpu, int insn) {
        together(cpu, insn, (_, a, b, bits, _) -> Halves.select(Halves.atLeast(b, a, bits), a, b));
    }

    public static void uminp(Vcpu cpu, int insn) {
        together(cpu, insn, (_, a, b, bits, _) -> Halves.select(Halves.atLeastUnsigned(b, a, bits), a, b));
    }

    public static void addpD(Vcpu cpu, int insn) {
        cpu.setV(rd(insn), cpu.vLow(rn(insn)) + cpu.vHigh(rn(insn)), 0);
    }

    private static long widePairs(long d, long half, int bits, boolean signed, boolean accumulate) {
        long result = 0;
        for (int at = 0; at < 64; at += 2 * bits) {
            long sum = Lanes.lane(half, at, bits, signed) + Lanes.lane(half, at + bits, bits, signed);
            long before = accumulate ? Lanes.lane(d, at, 2 * bits, false) : 0;
            result |= (before + sum & Lanes.mask(2 * bits)) << at;
        }
        return result;
    }

    private static void addLong(Vcpu cpu, int insn, boolean signed, boolean accumulate) {
        int bits = Lanes.bits(insn);
        int d = rd(insn);
        int n = rn(insn);
        long low = widePairs(cpu.vLow(d), cpu.vLow(n), bits, signed, accumulate);
        long high = Lanes.isQ(insn) ? widePairs(cpu.vHigh(d), cpu.vHigh(n), bits, signed, accumulate) : 0;
        cpu.setV(d, low, high);
    }

    public static void saddlp(Vcpu cpu, int insn) {
        addLong(cpu, insn, true, false);
    }

    public static void uaddlp(Vcpu cpu, int insn) {
        addLong(cpu, insn, false, false);
    }

    public static void sadalp(Vcpu cpu, int insn) {
        addLong(cpu, insn, true, true);
    }

    public static void uadalp(Vcpu cpu, int insn) {
        addLong(cpu, insn, false, true);
    }

    /** Joins all lanes of Vn; the result is {@code width} bits wide. */
    private static void across(Vcpu cpu, int insn, boolean signed, int width, Lanes.Op op) {
        int bits = Lanes.bits(insn);
        long low = cpu.vLow(rn(insn));
        long high = cpu.vHigh(rn(insn));
        long result = Lanes.lane(low, 0, bits, signed);
        for (int at = bits; at < 64; at += bits) {
            result = op.apply(0, result, Lanes.lane(low, at, bits, signed), bits, cpu);
        }
        for (int at = 0; at < 64 && Lanes.isQ(insn); at += bits) {
            result = op.apply(0, result, Lanes.lane(high, at, bits, signed), bits, cpu);
        }
        cpu.setV(rd(insn), result & Lanes.mask(width), 0);
    }

    public static void saddlv(Vcpu cpu, int insn) {
        across(cpu, insn, true, 2 * Lanes.bits(insn), (_, a, b, _, _) -> a + b);
    }

    public static void uaddlv(Vcpu cpu, int insn) {
        across(cpu, insn, false, 2 * Lanes.bits(insn), (_, a, b, _, _) -> a + b);
    }

    public static void smaxv(Vcpu cpu, int insn) {
        across(cpu, insn, true, Lanes.bits(insn), (_, a, b, _, _) -> Math.max(a, b));
    }

    public static void umaxv(Vcpu cpu, int insn) {
        across(cpu, insn, false, Lanes.bits(insn), (_, a, b, _, _) -> Math.max(a, b));
    }

    public static void sminv(Vcpu cpu, int insn) {
        across(cpu, insn, true, Lanes.bits(insn), (_, a, b, _, _) -> Math.min(a, b));
    }

    public static void uminv(Vcpu cpu, int insn) {
        across(cpu, insn, false, Lanes.bits(insn), (_, a, b, _, _) -> Math.min(a, b));
    }

    public static void addv(Vcpu cpu, int insn) {
        across(cpu, insn, false, Lanes.bits(insn), (_, a, b, _, _) -> a + b);
    }

    /** The sum of the products of four bytes each. */
    static long dot(long a, long b, boolean signed) {
        long sum = 0;
        for (int at = 0; at < 32; at += 8) {
            sum += Lanes.lane(a, at, 8, signed) * Lanes.lane(b, at, 8, signed);
        }
        return sum;
    }

    public static void sdot(Vcpu cpu, int insn) {
        Lanes.unsigned(cpu, insn, (d, a, b, _, _) -> d + dot(a, b, true));
    }

    public static void udot(Vcpu cpu, int insn) {
        Lanes.unsigned(cpu, insn, (d, a, b, _, _) -> d + dot(a, b, false));
    }
}
