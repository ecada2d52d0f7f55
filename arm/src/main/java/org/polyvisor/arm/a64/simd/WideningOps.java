package org.polyvisor.arm.a64.simd;

import static org.polyvisor.arm.a64.Fields.rd;
import static org.polyvisor.arm.a64.Fields.rm;
import static org.polyvisor.arm.a64.Fields.rn;

import org.polyvisor.arm.cpu.Vcpu;

/** Results of double width from lanes of one half of the sources: the upper half in the "2" forms. */
public final class WideningOps {
    private WideningOps() {}

    /** The half of a register that the operation reads. */
    static long source(Vcpu cpu, int insn, int register) {
        return Lanes.isFull(insn) ? cpu.vHigh(register) : cpu.vLow(register);
    }

    private static long widen(Vcpu cpu, long d, long a, long b, int bits, int width, boolean signed, Lanes.Op op) {
        long result = 0;
        for (int at = 0; at < width; at += bits) {
            long wide = Lanes.lane(d, 2 * at, 2 * bits, signed);
            long value = op.apply(wide, Lanes.lane(a, at, bits, signed), Lanes.lane(b, at, bits, signed), bits, cpu);
            result |= (value & Lanes.mask(2 * bits)) << 2 * at;
        }
        return result;
    }

    /** Op's {@code d} is the double-width lane of register {@code wide}. */
    private static void apply(Vcpu cpu, int insn, int wide, long a, long b, boolean signed, Lanes.Op op) {
        int bits = Lanes.bits(insn);
        if (Lanes.isScalar(insn)) {
            cpu.setV(rd(insn), widen(cpu, cpu.vLow(wide), a, b, bits, bits, signed, op), 0);
            return;
        }
        long low = widen(cpu, cpu.vLow(wide), a, b, bits, 32, signed, op);
        long high = widen(cpu, cpu.vHigh(wide), a >>> 32, b >>> 32, bits, 32, signed, op);
        cpu.setV(rd(insn), low, high);
    }

    /** Two narrow operands; {@code b} may be one element's copies. */
    static void apply(Vcpu cpu, int insn, long b, boolean signed, Lanes.Op op) {
        apply(cpu, insn, rd(insn), source(cpu, insn, rn(insn)), b, signed, op);
    }

    private static void signed(Vcpu cpu, int insn, Lanes.Op op) {
        apply(cpu, insn, source(cpu, insn, rm(insn)), true, op);
    }

    private static void unsigned(Vcpu cpu, int insn, Lanes.Op op) {
        apply(cpu, insn, source(cpu, insn, rm(insn)), false, op);
    }

    /** Vn is wide already and comes as op's {@code d}. */
    private static void wideFirst(Vcpu cpu, int insn, boolean signed, Lanes.Op op) {
        apply(cpu, insn, rn(insn), 0, source(cpu, insn, rm(insn)), signed, op);
    }

    public static void saddl(Vcpu cpu, int insn) {
        signed(cpu, insn, (_, a, b, _, _) -> a + b);
    }

    public static void uaddl(Vcpu cpu, int insn) {
        unsigned(cpu, insn, (_, a, b, _, _) -> a + b);
    }

    public static void saddw(Vcpu cpu, int insn) {
        wideFirst(cpu, insn, true, (n, _, b, _, _) -> n + b);
    }

    public static void uaddw(Vcpu cpu, int insn) {
        wideFirst(cpu, insn, false, (n, _, b, _, _) -> n + b);
    }

    public static void ssubl(Vcpu cpu, int insn) {
        signed(cpu, insn, (_, a, b, _, _) -> a - b);
    }

    public static void usubl(Vcpu cpu, int insn) {
        unsigned(cpu, insn, (_, a, b, _, _) -> a - b);
    }

    public static void ssubw(Vcpu cpu, int insn) {
        wideFirst(cpu, insn, true, (n, _, b, _, _) -> n - b);
    }

    public static void usubw(Vcpu cpu, int insn) {
        wideFirst(cpu, insn, false, (n, _, b, _, _) -> n - b);
    }

    public static void sabal(Vcpu cpu, int insn) {
        signed(cpu, insn, (d, a, b, _, _) -> d + Math.abs(a - b));
    }

    public static void uabal(Vcpu cpu, int insn) {
        unsigned(cpu, insn, (d, a, b, _, _) -> d + Math.abs(a - b));
    }

    public static void sabdl(Vcpu cpu, int insn) {
        signed(cpu, insn, (_, a, b, _, _) -> Math.abs(a - b));
    }

    public static void uabdl(Vcpu cpu, int insn) {
        unsigned(cpu, insn, (_, a, b, _, _) -> Math.abs(a - b));
    }

    public static void smlal(Vcpu cpu, int insn) {
        signed(cpu, insn, (d, a, b, _, _) -> d + a * b);
    }

    public static void umlal(Vcpu cpu, int insn) {
        unsigned(cpu, insn, (d, a, b, _, _) -> d + a * b);
    }

    public static void smlsl(Vcpu cpu, int insn) {
        signed(cpu, insn, (d, a, b, _, _) -> d - a * b);
    }

    public static void umlsl(Vcpu cpu, int insn) {
        unsigned(cpu, insn, (d, a, b, _, _) -> d - a * b);
    }

    public static void smull(Vcpu cpu, int insn) {
        signed(cpu, insn, (_, a, b, _, _) -> a * b);
    }

    public static void umull(Vcpu cpu, int insn) {
        unsigned(cpu, insn, (_, a, b, _, _) -> a * b);
    }

    public static void sqdmlal(Vcpu cpu, int insn) {
        signed(cpu, insn, WideningOps::addDoubleProduct);
    }

    public static void sqdmlsl(Vcpu cpu, int insn) {
        signed(cpu, insn, WideningOps::subtractDoubleProduct);
    }

    public static void sqdmull(Vcpu cpu, int insn) {
        signed(cpu, insn, (_, a, b, bits, c) -> Saturation.doubleProduct(a, b, bits, c));
    }

    /** The product saturates, and then the sum. */
    static long addDoubleProduct(long d, long a, long b, int bits, Vcpu cpu) {
        return Saturation.add(d, Saturation.doubleProduct(a, b, bits, cpu), 2 * bits, cpu);
    }

    static long subtractDoubleProduct(long d, long a, long b, int bits, Vcpu cpu) {
        return Saturation.subtract(d, Saturation.doubleProduct(a, b, bits, cpu), 2 * bits, cpu);
    }

    public static void pmull(Vcpu cpu, int insn) {
        long a = source(cpu, insn, rn(insn));
        long b = source(cpu, insn, rm(insn));
        cpu.setV(rd(insn), Polynomials.multiplyBytesLong(a, b), Polynomials.multiplyBytesLong(a >>> 32, b >>> 32));
    }

    public static void pmull1q(Vcpu cpu, int insn) {
        long a = source(cpu, insn, rn(insn));
        long b = source(cpu, insn, rm(insn));
        cpu.setV(rd(insn), Polynomials.multiplyLow(a, b), Polynomials.multiplyHigh(a, b));
    }
}
