package org.polyvisor.arm.a64.simd;

import static org.polyvisor.arm.a64.Fields.rd;
import static org.polyvisor.arm.a64.Fields.rn;

import org.polyvisor.arm.cpu.Vcpu;

/** Shifts by a constant. */
public final class ImmediateShiftOps {
    private ImmediateShiftOps() {}

    /** The element width that the leading one of immh gives. */
    static int bits(int insn) {
        return Integer.highestOneBit(insn >>> 19 & 15) * 8;
    }

    /** The distance to the left: immh:immb counts up from the element width. */
    private static int left(int insn) {
        return (insn >>> 16 & 127) - bits(insn);
    }

    /** The distance to the right, one to the element width: immh:immb counts down from twice that. */
    static int right(int insn) {
        return 2 * bits(insn) - (insn >>> 16 & 127);
    }

    private static void rightSigned(Vcpu cpu, int insn, Lanes.Op op) {
        Lanes.with(cpu, insn, bits(insn), right(insn), true, op);
    }

    private static void rightUnsigned(Vcpu cpu, int insn, Lanes.Op op) {
        Lanes.with(cpu, insn, bits(insn), right(insn), false, op);
    }

    public static void sshr(Vcpu cpu, int insn) {
        rightSigned(cpu, insn, (_, a, n, _, _) -> Shifts.right(a, (int) n));
    }

    public static void ushr(Vcpu cpu, int insn) {
        int n = rn(insn);
        int distance = right(insn);
        long high = Lanes.isFull(insn) ? Halves.shiftRight(cpu.vHigh(n), distance, bits(insn)) : 0;
        cpu.setV(rd(insn), Halves.shiftRight(cpu.vLow(n), distance, bits(insn)), high);
    }

    public static void ssra(Vcpu cpu, int insn) {
        rightSigned(cpu, insn, (d, a, n, _, _) -> d + Shifts.right(a, (int) n));
    }

    public static void usra(Vcpu cpu, int insn) {
        rightUnsigned(cpu, insn, (d, a, n, _, _) -> d + Shifts.rightUnsigned(a, (int) n));
    }

    public static void srshr(Vcpu cpu, int insn) {
        rightSigned(cpu, insn, (_, a, n, _, _) -> Shifts.rightRounded(a, (int) n));
    }

    public static void urshr(Vcpu cpu, int insn) {
        rightUnsigned(cpu, insn, (_, a, n, _, _) -> Shifts.rightRoundedUnsigned(a, (int) n));
    }

    public static void srsra(Vcpu cpu, int insn) {
        rightSigned(cpu, insn, (d, a, n, _, _) -> d + Shifts.rightRounded(a, (int) n));
    }

    public static void ursra(Vcpu cpu, int insn) {
        rightUnsigned(cpu, insn, (d, a, n, _, _) -> d + Shifts.rightRoundedUnsigned(a, (int) n));
    }

    /** The destination keeps the bits that the shift frees at the top. */
    public static void sri(Vcpu cpu, int insn) {
        rightUnsigned(
                cpu,
                insn,
                (d, a, n, bits, _) ->
                        d & ~Shifts.rightUnsigned(Lanes.mask(bits), (int) n) | Shifts.rightUnsigned(a, (int) n));
    }

    public static void shl(Vcpu cpu, int insn) {
        int n = rn(insn);
        int distance = left(insn);
        long high = Lanes.isFull(insn) ? Halves.shiftLeft(cpu.vHigh(n), distance, bits(insn)) : 0;
        cpu.setV(rd(insn), Halves.shiftLeft(cpu.vLow(n), distance, bits(insn)), high);
    }

    /** The destination keeps the bits that the shift frees at the bottom. */
    public static void sli(Vcpu cpu, int insn) {
        Lanes.with(cpu, insn, bits(insn), left(insn), false, (d, a, n, _, _) -> d & (1L << n) - 1 | a << n);
    }

    public static void sqshlu(Vcpu cpu, int insn) {
        Lanes.with(
                cpu,
                insn,
                bits(insn),
                left(insn),
                true,
                (_, a, n, bits, c) -> Shifts.leftSaturatingToUnsigned(a, (int) n, bits, c));
    }

    public static void sqshlImm(Vcpu cpu, int insn) {
        Lanes.with(
                cpu,
                insn,
                bits(insn),
                left(insn),
                true,
                (_, a, n, bits, c) -> Shifts.leftSaturating(a, (int) n, bits, c));
    }

    public static void uqshlImm(Vcpu cpu, int insn) {
        Lanes.with(
                cpu,
                insn,
                bits(insn),
                left(insn),
                false,
                (_, a, n, bits, c) -> Shifts.leftSaturatingUnsigned(a, (int) n, bits, c));
    }

    private static void lengthen(Vcpu cpu, int insn, int bits, int distance, boolean signed) {
        long source = Lanes.isQ(insn) ? cpu.vHigh(rn(insn)) : cpu.vLow(rn(insn));
        long mask = Lanes.mask(2 * bits);
        long low = 0;
        long high = 0;
        for (int at = 0; at < 32; at += bits) {
            low |= (Lanes.lane(source, at, bits, signed) << distance & mask) << 2 * at;
            high |= (Lanes.lane(source, at + 32, bits, signed) << distance & mask) << 2 * at;
        }
        cpu.setV(rd(insn), low, high);
    }

    public static void sshll(Vcpu cpu, int insn) {
        lengthen(cpu, insn, bits(insn), left(insn), true);
    }

    public static void ushll(Vcpu cpu, int insn) {
        long source = Lanes.isQ(insn) ? cpu.vHigh(rn(insn)) : cpu.vLow(rn(insn));
        int bits = bits(insn);
        int distance = left(insn);
        cpu.setV(rd(insn), Halves.spread(source, bits) << distance, Halves.spread(source >>> 32, bits) << distance);
    }

    /** By the element's own width. */
    public static void shll(Vcpu cpu, int insn) {
        lengthen(cpu, insn, Lanes.bits(insn), Lanes.bits(insn), false);
    }
}
