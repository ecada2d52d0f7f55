package org.polyvisor.arm.a64.simd;

import static org.polyvisor.arm.a64.Fields.rd;
import static org.polyvisor.arm.a64.Fields.rm;
import static org.polyvisor.arm.a64.Fields.rn;

import org.polyvisor.arm.cpu.Vcpu;

/** Rearrangements of lanes: table look-up, zip, unzip, transpose, extract. */
public final class PermuteOps {
    private PermuteOps() {}

    private static long lookUp(Vcpu cpu, int insn, long indices, long before) {
        int bytes = 16 * ((insn >>> 13 & 3) + 1);
        boolean keeps = (insn & 1 << 12) != 0;
        int table = rn(insn);
        long result = 0;
        for (int at = 0; at < 64; at += 8) {
            int index = (int) (indices >>> at) & 0xff;
            long value = index < bytes
                    ? Lanes.element(cpu, table + index / 16 & 31, 8, index & 15)
                    : keeps ? before >>> at & 0xff : 0;
            result |= value << at;
        }
        return result;
    }

    private static void table(Vcpu cpu, int insn) {
        int d = rd(insn);
        int m = rm(insn);
        long low = lookUp(cpu, insn, cpu.vLow(m), cpu.vLow(d));
        long high = Lanes.isQ(insn) ? lookUp(cpu, insn, cpu.vHigh(m), cpu.vHigh(d)) : 0;
        cpu.setV(d, low, high);
    }

    /** Indices beyond the table give zero. */
    public static void tbl(Vcpu cpu, int insn) {
        table(cpu, insn);
    }

    /** Indices beyond the table keep the destination's byte. */
    public static void tbx(Vcpu cpu, int insn) {
        table(cpu, insn);
    }

    private static void unzip(Vcpu cpu, int insn, boolean odd) {
        int bits = Lanes.bits(insn);
        int n = rn(insn);
        int m = rm(insn);
        if (bits == 64) {
            cpu.setV(rd(insn), odd ? cpu.vHigh(n) : cpu.vLow(n), odd ? cpu.vHigh(m) : cpu.vLow(m));
            return;
        }
        int drop = odd ? bits : 0;
        long nLow = Halves.even(cpu.vLow(n) >>> drop, bits);
        long mLow = Halves.even(cpu.vLow(m) >>> drop, bits);
        if (Lanes.isQ(insn)) {
            long low = nLow | Halves.even(cpu.vHigh(n) >>> drop, bits) << 32;
            cpu.setV(rd(insn), low, mLow | Halves.even(cpu.vHigh(m) >>> drop, bits) << 32);
        } else {
            cpu.setV(rd(insn), nLow | mLow << 32, 0);
        }
    }

    public static void uzp1(Vcpu cpu, int insn) {
        unzip(cpu, insn, false);
    }

    public static void uzp2(Vcpu cpu, int insn) {
        unzip(cpu, insn, true);
    }

    private static long interleave(long a, long b, int bits) {
        return Halves.spread(a, bits) | Halves.spread(b, bits) << bits;
    }

    private static void zip(Vcpu cpu, int insn, boolean upper) {
        int bits = Lanes.bits(insn);
        int n = rn(insn);
        int m = rm(insn);
        if (!Lanes.isQ(insn)) {
            int drop = upper ? 32 : 0;
            cpu.setV(rd(insn), interleave(cpu.vLow(n) >>> drop, cpu.vLow(m) >>> drop, bits), 0);
            return;
        }
        long a = upper ? cpu.vHigh(n) : cpu.vLow(n);
        long b = upper ? cpu.vHigh(m) : cpu.vLow(m);
        if (bits == 64) {
            cpu.setV(rd(insn), a, b);
        } else {
            cpu.setV(rd(insn), interleave(a, b, bits), interleave(a >>> 32, b >>> 32, bits));
        }
    }

    public static void zip1(Vcpu cpu, int insn) {
        zip(cpu, insn, false);
    }

    public static void zip2(Vcpu cpu, int insn) {
        zip(cpu, insn, true);
    }

    /** Even lanes of a half where they are. */
    private static long evenMask(int bits) {
        return Lanes.ones(2 * bits) * Lanes.mask(bits);
    }

    private static void transpose(Vcpu cpu, int insn, boolean odd) {
        int bits = Lanes.bits(insn);
        int n = rn(insn);
        int m = rm(insn);
        if (bits == 64) {
            cpu.setV(rd(insn), odd ? cpu.vHigh(n) : cpu.vLow(n), odd ? cpu.vHigh(m) : cpu.vLow(m));
            return;
        }
        long mask = evenMask(bits);
        int drop = odd ? bits : 0;
        long low = cpu.vLow(n) >>> drop & mask | (cpu.vLow(m) >>> drop & mask) << bits;
        long high = cpu.vHigh(n) >>> drop & mask | (cpu.vHigh(m) >>> drop & mask) << bits;
        cpu.setV(rd(insn), low, Lanes.isQ(insn) ? high : 0);
    }

    public static void trn1(Vcpu cpu, int insn) {
        transpose(cpu, insn, false);
    }

    public static void trn2(Vcpu cpu, int insn) {
        transpose(cpu, insn, true);
    }

    /** The 64 bits that begin at bit {@code at} of two halves. */
    private static long window(long low, long high, int at) {
        return at == 0 ? low : low >>> at | high << 64 - at;
    }

    /** Bytes from Vn on into Vm, beginning with byte imm4. */
    public static void ext(Vcpu cpu, int insn) {
        int n = rn(insn);
        int m = rm(insn);
        int at = (insn >>> 11 & 7) * 8;
        boolean second = (insn & 1 << 14) != 0;
        if (!Lanes.isQ(insn)) {
            cpu.setV(rd(insn), window(cpu.vLow(n), cpu.vLow(m), at), 0);
            return;
        }
        long h0 = second ? cpu.vHigh(n) : cpu.vLow(n);
        long h1 = second ? cpu.vLow(m) : cpu.vHigh(n);
        long h2 = second ? cpu.vHigh(m) : cpu.vLow(m);
        cpu.setV(rd(insn), window(h0, h1, at), window(h1, h2, at));
    }
}
