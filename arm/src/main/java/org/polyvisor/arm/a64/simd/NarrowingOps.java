package org.polyvisor.arm.a64.simd;

import static org.polyvisor.arm.a64.Fields.rd;
import static org.polyvisor.arm.a64.Fields.rm;
import static org.polyvisor.arm.a64.Fields.rn;

import org.polyvisor.arm.cpu.Vcpu;

/** From lanes of double width to half as wide ones: the "2" forms fill the destination's upper half and keep the lower. */
public final class NarrowingOps {
    private NarrowingOps() {}

    private static long narrow(Vcpu cpu, long a, long b, int bits, boolean signed, Lanes.Op op) {
        long result = 0;
        for (int at = 0; at < 64; at += 2 * bits) {
            long x = Lanes.lane(a, at, 2 * bits, signed);
            long y = Lanes.lane(b, at, 2 * bits, signed);
            result |= (op.apply(0, x, y, bits, cpu) & Lanes.mask(bits)) << at / 2;
        }
        return result;
    }

    /** Op's {@code bits} is the width of the result. */
    private static void apply(Vcpu cpu, int insn, int bits, long bLow, long bHigh, boolean signed, Lanes.Op op) {
        int d = rd(insn);
        int n = rn(insn);
        if (Lanes.isScalar(insn)) {
            long a = Lanes.lane(cpu.vLow(n), 0, 2 * bits, signed);
            cpu.setV(d, op.apply(0, a, Lanes.lane(bLow, 0, 2 * bits, signed), bits, cpu) & Lanes.mask(bits), 0);
            return;
        }
        long result = narrow(cpu, cpu.vLow(n), bLow, bits, signed, op)
                | narrow(cpu, cpu.vHigh(n), bHigh, bits, signed, op) << 32;
        if (Lanes.isQ(insn)) {
            cpu.setV(d, cpu.vLow(d), result);
        } else {
            cpu.setV(d, result, 0);
        }
    }

    private static void extract(Vcpu cpu, int insn, boolean signed, Lanes.Op op) {
        apply(cpu, insn, Lanes.bits(insn), 0, 0, signed, op);
    }

    public static void xtn(Vcpu cpu, int insn) {
        int bits = Lanes.bits(insn);
        long result = Halves.even(cpu.vLow(rn(insn)), bits) | Halves.even(cpu.vHigh(rn(insn)), bits) << 32;
        if (Lanes.isQ(insn)) {
            cpu.setV(rd(insn), cpu.vLow(rd(insn)), result);
        } else {
            cpu.setV(rd(insn), result, 0);
        }
    }

    public static void sqxtun(Vcpu cpu, int insn) {
        extract(cpu, insn, true, (_, a, _, bits, c) -> Saturation.unsigned(a, bits, c));
    }

    public static void sqxtn(Vcpu cpu, int insn) {
        extract(cpu, insn, true, (_, a, _, bits, c) -> Saturation.signed(a, bits, c));
    }

    public static void uqxtn(Vcpu cpu, int insn) {
        extract(cpu, insn, false, (_, a, _, bits, c) -> Saturation.unsignedFromUnsigned(a, bits, c));
    }

    private static void shift(Vcpu cpu, int insn, boolean signed, Lanes.Op op) {
        int bits = ImmediateShiftOps.bits(insn);
        long distances = ImmediateShiftOps.right(insn) * Lanes.ones(2 * bits);
        apply(cpu, insn, bits, distances, distances, signed, op);
    }

    public static void shrn(Vcpu cpu, int insn) {
        shift(cpu, insn, false, (_, a, n, _, _) -> a >>> n);
    }

    public static void rshrn(Vcpu cpu, int insn) {
        shift(cpu, insn, false, (_, a, n, _, _) -> Shifts.rightRoundedUnsigned(a, (int) n));
    }

    public static void sqshrun(Vcpu cpu, int insn) {
        shift(cpu, insn, true, (_, a, n, bits, c) -> Saturation.unsigned(a >> n, bits, c));
    }

    public static void sqrshrun(Vcpu cpu, int insn) {
        shift(cpu, insn, true, (_, a, n, bits, c) -> Saturation.unsigned(Shifts.rightRounded(a, (int) n), bits, c));
    }

    public static void sqshrn(Vcpu cpu, int insn) {
        shift(cpu, insn, true, (_, a, n, bits, c) -> Saturation.signed(a >> n, bits, c));
    }

    public static void uqshrn(Vcpu cpu, int insn) {
        shift(cpu, insn, false, (_, a, n, bits, c) -> Saturation.unsignedFromUnsigned(a >>> n, bits, c));
    }

    public static void sqrshrn(Vcpu cpu, int insn) {
        shift(cpu, insn, true, (_, a, n, bits, c) -> Saturation.signed(Shifts.rightRounded(a, (int) n), bits, c));
    }

    public static void uqrshrn(Vcpu cpu, int insn) {
        shift(
                cpu,
                insn,
                false,
                (_, a, n, bits, c) ->
                        Saturation.unsignedFromUnsigned(Shifts.rightRoundedUnsigned(a, (int) n), bits, c));
    }

    private static void highHalf(Vcpu cpu, int insn, Lanes.Op op) {
        apply(cpu, insn, Lanes.bits(insn), cpu.vLow(rm(insn)), cpu.vHigh(rm(insn)), false, op);
    }

    public static void addhn(Vcpu cpu, int insn) {
        highHalf(cpu, insn, (_, a, b, bits, _) -> a + b >>> bits);
    }

    public static void raddhn(Vcpu cpu, int insn) {
        highHalf(cpu, insn, (_, a, b, bits, _) -> a + b + (1L << bits - 1) >>> bits);
    }

    public static void subhn(Vcpu cpu, int insn) {
        highHalf(cpu, insn, (_, a, b, bits, _) -> a - b >>> bits);
    }

    public static void rsubhn(Vcpu cpu, int insn) {
        highHalf(cpu, insn, (_, a, b, bits, _) -> a - b + (1L << bits - 1) >>> bits);
    }
}
