package org.polyvisor.arm.a64.simd;

import static org.polyvisor.arm.a64.Fields.rd;
import static org.polyvisor.arm.a64.Fields.rn;

import org.polyvisor.arm.cpu.Vcpu;

/**
 * Halves of AES rounds (FIPS 197). The state's sixteen bytes lie in a register column by column, four rows each.
 */
public final class AesOps {
    private static final byte[] SUBSTITUTION = new byte[256];
    private static final byte[] INVERSE_SUBSTITUTION = new byte[256];

    static {
        for (int i = 0; i < 256; i++) {
            int inverse = inverse(i);
            int rotations = inverse;
            for (int turn = 1; turn <= 4; turn++) {
                rotations ^= inverse << turn | inverse >>> 8 - turn;
            }
            int value = rotations & 0xff ^ 0x63;
            SUBSTITUTION[i] = (byte) value;
            INVERSE_SUBSTITUTION[value] = (byte) i;
        }
    }

    private AesOps() {}

    /** x to the power of 254 in GF(2^8): one over x, and zero for zero. */
    private static int inverse(int x) {
        int power = x;
        for (int i = 0; i < 6; i++) {
            power = multiply(multiply(power, power), x);
        }
        return multiply(power, power);
    }

    private static int multiply(int a, int b) {
        int product = 0;
        int shifted = a;
        for (int i = 0; i < 8; i++) {
            product ^= (b >>> i & 1) * shifted;
            shifted = shifted << 1 ^ (shifted >>> 7) * 0x11b;
        }
        return product;
    }

    private static long byteAt(long low, long high, int index) {
        return (index < 8 ? low : high) >>> 8 * (index & 7) & 0xff;
    }

    /** Two columns after rows were shifted by {@code turn} columns per row and bytes substituted. */
    private static long columns(long low, long high, int first, int turn, byte[] substitution) {
        long result = 0;
        for (int i = 0; i < 8; i++) {
            int row = i & 3;
            int column = first + i / 4 + turn * row & 3;
            long value = substitution[(int) byteAt(low, high, 4 * column + row)] & 0xff;
            result |= value << 8 * i;
        }
        return result;
    }

    private static void round(Vcpu cpu, int insn, int turn, byte[] substitution) {
        int d = rd(insn);
        long low = cpu.vLow(d) ^ cpu.vLow(rn(insn));
        long high = cpu.vHigh(d) ^ cpu.vHigh(rn(insn));
        cpu.setV(d, columns(low, high, 0, turn, substitution), columns(low, high, 2, turn, substitution));
    }

    public static void aese(Vcpu cpu, int insn) {
        round(cpu, insn, 1, SUBSTITUTION);
    }

    public static void aesd(Vcpu cpu, int insn) {
        round(cpu, insn, 3, INVERSE_SUBSTITUTION);
    }

    /** Every byte times two in GF(2^8). */
    private static long timesTwo(long x) {
        long carries = x >>> 7 & Lanes.ones(8);
        return (x & 0x7f7f_7f7f_7f7f_7f7fL) << 1 ^ carries * 0x1b;
    }

    /** Turns both columns so that each row sees the one {@code rows} below. */
    private static long turn(long x, int rows) {
        long keep = Lanes.ones(32) * (0xffff_ffffL >>> 8 * rows);
        return x >>> 8 * rows & keep | x << 32 - 8 * rows & ~keep;
    }

    private static long mix(long x) {
        long next = turn(x, 1);
        return timesTwo(x ^ next) ^ next ^ turn(x ^ next, 2);
    }

    /** The inverse matrix is the matrix times another, whose entries are 4 * (x + the row two below) added. */
    private static long unmix(long x) {
        return mix(x ^ timesTwo(timesTwo(x ^ turn(x, 2))));
    }

    public static void aesmc(Vcpu cpu, int insn) {
        cpu.setV(rd(insn), mix(cpu.vLow(rn(insn))), mix(cpu.vHigh(rn(insn))));
    }

    public static void aesimc(Vcpu cpu, int insn) {
        cpu.setV(rd(insn), unmix(cpu.vLow(rn(insn))), unmix(cpu.vHigh(rn(insn))));
    }
}
