package org.polyvisor.arm.a64.simd;

import static org.polyvisor.arm.a64.Fields.rd;
import static org.polyvisor.arm.a64.Fields.rn;
import static org.polyvisor.arm.a64.simd.FpLaneOps.format;

import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.arm.fp.Fp;
import org.polyvisor.arm.fp.FpConvert;
import org.polyvisor.arm.fp.FpFormat;
import org.polyvisor.arm.fp.FpInteger;
import org.polyvisor.arm.fp.FpRounding;

/** Conversions of lanes between formats and to and from integers and fixed-point numbers. */
public final class FpLaneConvertOps {
    private FpLaneConvertOps() {}

    /** Half to single precision, or single to double. */
    public static void fcvtl(Vcpu cpu, int insn) {
        long source = Lanes.isQ(insn) ? cpu.vHigh(rn(insn)) : cpu.vLow(rn(insn));
        if (Lanes.fpBits(insn) == 64) {
            long low = Fp.convert(FpFormat.SINGLE, FpFormat.DOUBLE, source & 0xffff_ffffL, cpu.fp());
            cpu.setV(rd(insn), low, Fp.convert(FpFormat.SINGLE, FpFormat.DOUBLE, source >>> 32, cpu.fp()));
        } else {
            long low = halvesToSingles(cpu, source);
            cpu.setV(rd(insn), low, halvesToSingles(cpu, source >>> 32));
        }
    }

    private static long halvesToSingles(Vcpu cpu, long source) {
        long first = FpConvert.convert(FpFormat.HALF, FpFormat.SINGLE, source & 0xffff, cpu.fp());
        long second = FpConvert.convert(FpFormat.HALF, FpFormat.SINGLE, source >>> 16 & 0xffff, cpu.fp());
        return first | second << 32;
    }

    private static void setHalf(Vcpu cpu, int insn, long value) {
        if (Lanes.isFull(insn)) {
            cpu.setV(rd(insn), cpu.vLow(rd(insn)), value);
        } else {
            cpu.setV(rd(insn), value, 0);
        }
    }

    /** Double to single precision, or single to half. */
    public static void fcvtn(Vcpu cpu, int insn) {
        long low = cpu.vLow(rn(insn));
        long high = cpu.vHigh(rn(insn));
        if (Lanes.fpBits(insn) == 64) {
            long first = Fp.convert(FpFormat.DOUBLE, FpFormat.SINGLE, low, cpu.fp());
            setHalf(cpu, insn, first | Fp.convert(FpFormat.DOUBLE, FpFormat.SINGLE, high, cpu.fp()) << 32);
        } else {
            setHalf(cpu, insn, singlesToHalves(cpu, low) | singlesToHalves(cpu, high) << 32);
        }
    }

    private static long singlesToHalves(Vcpu cpu, long source) {
        long first = FpConvert.convert(FpFormat.SINGLE, FpFormat.HALF, source & 0xffff_ffffL, cpu.fp());
        return first | FpConvert.convert(FpFormat.SINGLE, FpFormat.HALF, source >>> 32, cpu.fp()) << 16;
    }

    public static void fcvtxn(Vcpu cpu, int insn) {
        long first = FpConvert.toSingleOdd(cpu.vLow(rn(insn)), cpu.fp());
        if (Lanes.isScalar(insn)) {
            cpu.setV(rd(insn), first, 0);
        } else {
            setHalf(cpu, insn, first | FpConvert.toSingleOdd(cpu.vHigh(rn(insn)), cpu.fp()) << 32);
        }
    }

    private static void round(Vcpu cpu, int insn, int rounding, boolean exact) {
        Lanes.Op op = exact
                ? (_, a, b, bits, c) -> FpInteger.roundToIntegral(format(bits), a, (int) b, true, c.fp())
                : (_, a, b, bits, c) -> FpInteger.roundToIntegral(format(bits), a, (int) b, false, c.fp());
        Lanes.with(cpu, insn, Lanes.fpBits(insn), rounding, false, op);
    }

    public static void frintnV(Vcpu cpu, int insn) {
        round(cpu, insn, FpRounding.TIE_EVEN, false);
    }

    public static void frintmV(Vcpu cpu, int insn) {
        round(cpu, insn, FpRounding.DOWN, false);
    }

    public static void frintpV(Vcpu cpu, int insn) {
        round(cpu, insn, FpRounding.UP, false);
    }

    public static void frintzV(Vcpu cpu, int insn) {
        round(cpu, insn, FpRounding.ZERO, false);
    }

    public static void frintaV(Vcpu cpu, int insn) {
        round(cpu, insn, FpRounding.TIE_AWAY, false);
    }

    public static void frintxV(Vcpu cpu, int insn) {
        round(cpu, insn, cpu.fp().rounding(), true);
    }

    public static void frintiV(Vcpu cpu, int insn) {
        round(cpu, insn, cpu.fp().rounding(), false);
    }

    private static void toSigned(Vcpu cpu, int insn, int rounding) {
        Lanes.with(
                cpu,
                insn,
                Lanes.fpBits(insn),
                rounding,
                false,
                (_, a, b, bits, c) -> FpInteger.toFixed(format(bits), a, 0, bits, false, (int) b, c.fp()));
    }

    private static void toUnsigned(Vcpu cpu, int insn, int rounding) {
        Lanes.with(
                cpu,
                insn,
                Lanes.fpBits(insn),
                rounding,
                false,
                (_, a, b, bits, c) -> FpInteger.toFixed(format(bits), a, 0, bits, true, (int) b, c.fp()));
    }

    public static void fcvtnsV(Vcpu cpu, int insn) {
        toSigned(cpu, insn, FpRounding.TIE_EVEN);
    }

    public static void fcvtnuV(Vcpu cpu, int insn) {
        toUnsigned(cpu, insn, FpRounding.TIE_EVEN);
    }

    public static void fcvtmsV(Vcpu cpu, int insn) {
        toSigned(cpu, insn, FpRounding.DOWN);
    }

    public static void fcvtmuV(Vcpu cpu, int insn) {
        toUnsigned(cpu, insn, FpRounding.DOWN);
    }

    public static void fcvtasV(Vcpu cpu, int insn) {
        toSigned(cpu, insn, FpRounding.TIE_AWAY);
    }

    public static void fcvtauV(Vcpu cpu, int insn) {
        toUnsigned(cpu, insn, FpRounding.TIE_AWAY);
    }

    public static void fcvtpsV(Vcpu cpu, int insn) {
        toSigned(cpu, insn, FpRounding.UP);
    }

    public static void fcvtpuV(Vcpu cpu, int insn) {
        toUnsigned(cpu, insn, FpRounding.UP);
    }

    public static void fcvtzsV(Vcpu cpu, int insn) {
        toSigned(cpu, insn, FpRounding.ZERO);
    }

    public static void fcvtzuV(Vcpu cpu, int insn) {
        toUnsigned(cpu, insn, FpRounding.ZERO);
    }

    private static void fromSigned(Vcpu cpu, int insn, int bits, int fractionBits) {
        Lanes.with(
                cpu,
                insn,
                bits,
                fractionBits,
                true,
                (_, a, b, w, c) -> FpInteger.fromFixed(format(w), a, (int) b, false, c.fp()));
    }

    private static void fromUnsigned(Vcpu cpu, int insn, int bits, int fractionBits) {
        Lanes.with(
                cpu,
                insn,
                bits,
                fractionBits,
                false,
                (_, a, b, w, c) -> FpInteger.fromFixed(format(w), a, (int) b, true, c.fp()));
    }

    public static void scvtfV(Vcpu cpu, int insn) {
        fromSigned(cpu, insn, Lanes.fpBits(insn), 0);
    }

    public static void ucvtfV(Vcpu cpu, int insn) {
        fromUnsigned(cpu, insn, Lanes.fpBits(insn), 0);
    }

    public static void scvtfVFix(Vcpu cpu, int insn) {
        fromSigned(cpu, insn, ImmediateShiftOps.bits(insn), ImmediateShiftOps.right(insn));
    }

    public static void ucvtfVFix(Vcpu cpu, int insn) {
        fromUnsigned(cpu, insn, ImmediateShiftOps.bits(insn), ImmediateShiftOps.right(insn));
    }

    public static void fcvtzsVFix(Vcpu cpu, int insn) {
        Lanes.with(
                cpu,
                insn,
                ImmediateShiftOps.bits(insn),
                ImmediateShiftOps.right(insn),
                false,
                (_, a, b, bits, c) ->
                        FpInteger.toFixed(format(bits), a, (int) b, bits, false, FpRounding.ZERO, c.fp()));
    }

    public static void fcvtzuVFix(Vcpu cpu, int insn) {
        Lanes.with(
                cpu,
                insn,
                ImmediateShiftOps.bits(insn),
                ImmediateShiftOps.right(insn),
                false,
                (_, a, b, bits, c) -> FpInteger.toFixed(format(bits), a, (int) b, bits, true, FpRounding.ZERO, c.fp()));
    }
}
