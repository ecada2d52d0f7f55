package org.polyvisor.arm.a64.simd;

import static org.polyvisor.arm.a64.Fields.rd;
import static org.polyvisor.arm.a64.Fields.rm;
import static org.polyvisor.arm.a64.Fields.rn;

import org.polyvisor.arm.cpu.Vcpu;

/** Four rounds of SHA-1 and SHA-256, and their message schedules (FIPS 180-4). */
public final class ShaOps {
    private ShaOps() {}

    private static int choose(int x, int y, int z) {
        return (y ^ z) & x ^ z;
    }

    private static int majority(int x, int y, int z) {
        return x & y | (x | y) & z;
    }

    /** Word {@code index} of a register, 0 to 3. */
    private static int word(Vcpu cpu, int register, int index) {
        long half = index < 2 ? cpu.vLow(register) : cpu.vHigh(register);
        return (int) (half >>> 32 * (index & 1));
    }

    private static long pair(int low, int high) {
        return Integer.toUnsignedLong(low) | (long) high << 32;
    }

    // ---- SHA-1 ----

    private static final int CHOOSE = 0;
    private static final int PARITY = 1;
    private static final int MAJORITY = 2;

    private static void sha1(Vcpu cpu, int insn, int function) {
        int destination = rd(insn);
        int a = word(cpu, destination, 0);
        int b = word(cpu, destination, 1);
        int c = word(cpu, destination, 2);
        int d = word(cpu, destination, 3);
        int e = word(cpu, rn(insn), 0);
        for (int i = 0; i < 4; i++) {
            int mixed = switch (function) {
                case CHOOSE -> choose(b, c, d);
                case PARITY -> b ^ c ^ d;
                default -> majority(b, c, d);
            };
            int next = e + Integer.rotateLeft(a, 5) + mixed + word(cpu, rm(insn), i);
            e = d;
            d = c;
            c = Integer.rotateLeft(b, 30);
            b = a;
            a = next;
        }
        cpu.setV(destination, pair(a, b), pair(c, d));
    }

    public static void sha1c(Vcpu cpu, int insn) {
        sha1(cpu, insn, CHOOSE);
    }

    public static void sha1p(Vcpu cpu, int insn) {
        sha1(cpu, insn, PARITY);
    }

    public static void sha1m(Vcpu cpu, int insn) {
        sha1(cpu, insn, MAJORITY);
    }

    public static void sha1h(Vcpu cpu, int insn) {
        cpu.setV(rd(insn), Integer.toUnsignedLong(Integer.rotateLeft(word(cpu, rn(insn), 0), 30)), 0);
    }

    public static void sha1su0(Vcpu cpu, int insn) {
        int d = rd(insn);
        long low = cpu.vHigh(d) ^ cpu.vLow(d) ^ cpu.vLow(rm(insn));
        long high = cpu.vLow(rn(insn)) ^ cpu.vHigh(d) ^ cpu.vHigh(rm(insn));
        cpu.setV(d, low, high);
    }

    public static void sha1su1(Vcpu cpu, int insn) {
        int d = rd(insn);
        int n = rn(insn);
        int w0 = Integer.rotateLeft(word(cpu, d, 0) ^ word(cpu, n, 1), 1);
        int w1 = Integer.rotateLeft(word(cpu, d, 1) ^ word(cpu, n, 2), 1);
        int w2 = Integer.rotateLeft(word(cpu, d, 2) ^ word(cpu, n, 3), 1);
        // The last word depends on the first new one.
        int w3 = Integer.rotateLeft(word(cpu, d, 3), 1) ^ Integer.rotateLeft(w0, 1);
        cpu.setV(d, pair(w0, w1), pair(w2, w3));
    }

    // ---- SHA-256 ----

    private static int upperSigma0(int x) {
        return Integer.rotateRight(x, 2) ^ Integer.rotateRight(x, 13) ^ Integer.rotateRight(x, 22);
    }

    private static int upperSigma1(int x) {
        return Integer.rotateRight(x, 6) ^ Integer.rotateRight(x, 11) ^ Integer.rotateRight(x, 25);
    }

    private static int lowerSigma0(int x) {
        return Integer.rotateRight(x, 7) ^ Integer.rotateRight(x, 18) ^ x >>> 3;
    }

    private static int lowerSigma1(int x) {
        return Integer.rotateRight(x, 17) ^ Integer.rotateRight(x, 19) ^ x >>> 10;
    }

    /** {@code abcd} and {@code efgh} are the registers with the halves of the hash state. */
    private static void sha256(Vcpu cpu, int insn, int abcd, int efgh, boolean wantsFirstHalf) {
        int a = word(cpu, abcd, 0);
        int b = word(cpu, abcd, 1);
        int c = word(cpu, abcd, 2);
        int d = word(cpu, abcd, 3);
        int e = word(cpu, efgh, 0);
        int f = word(cpu, efgh, 1);
        int g = word(cpu, efgh, 2);
        int h = word(cpu, efgh, 3);
        for (int i = 0; i < 4; i++) {
            int t = h + upperSigma1(e) + choose(e, f, g) + word(cpu, rm(insn), i);
            int next = t + upperSigma0(a) + majority(a, b, c);
            h = g;
            g = f;
            f = e;
            e = d + t;
            d = c;
            c = b;
            b = a;
            a = next;
        }
        if (wantsFirstHalf) {
            cpu.setV(rd(insn), pair(a, b), pair(c, d));
        } else {
            cpu.setV(rd(insn), pair(e, f), pair(g, h));
        }
    }

    public static void sha256h(Vcpu cpu, int insn) {
        sha256(cpu, insn, rd(insn), rn(insn), true);
    }

    public static void sha256h2(Vcpu cpu, int insn) {
        sha256(cpu, insn, rn(insn), rd(insn), false);
    }

    public static void sha256su0(Vcpu cpu, int insn) {
        int d = rd(insn);
        int w0 = word(cpu, d, 0) + lowerSigma0(word(cpu, d, 1));
        int w1 = word(cpu, d, 1) + lowerSigma0(word(cpu, d, 2));
        int w2 = word(cpu, d, 2) + lowerSigma0(word(cpu, d, 3));
        int w3 = word(cpu, d, 3) + lowerSigma0(word(cpu, rn(insn), 0));
        cpu.setV(d, pair(w0, w1), pair(w2, w3));
    }

    public static void sha256su1(Vcpu cpu, int insn) {
        int d = rd(insn);
        int n = rn(insn);
        int m = rm(insn);
        int w0 = word(cpu, d, 0) + word(cpu, n, 1) + lowerSigma1(word(cpu, m, 2));
        int w1 = word(cpu, d, 1) + word(cpu, n, 2) + lowerSigma1(word(cpu, m, 3));
        int w2 = word(cpu, d, 2) + word(cpu, n, 3) + lowerSigma1(w0);
        int w3 = word(cpu, d, 3) + word(cpu, m, 0) + lowerSigma1(w1);
        cpu.setV(d, pair(w0, w1), pair(w2, w3));
    }
}
