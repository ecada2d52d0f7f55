package org.polyvisor.arm.a64.simd;

import org.polyvisor.arm.cpu.Vcpu;

/** Shifts by the low byte of each lane of Vm: to the left, or to the right where it is negative. */
public final class RegisterShiftOps {
    private RegisterShiftOps() {}

    public static void sshl(Vcpu cpu, int insn) {
        Lanes.signed(
                cpu, insn, (_, a, b, _, _) -> (byte) b < 0 ? Shifts.right(a, -(byte) b) : Shifts.left(a, (byte) b));
    }

    public static void ushl(Vcpu cpu, int insn) {
        Lanes.unsigned(
                cpu,
                insn,
                (_, a, b, _, _) -> (byte) b < 0 ? Shifts.rightUnsigned(a, -(byte) b) : Shifts.left(a, (byte) b));
    }

    public static void srshl(Vcpu cpu, int insn) {
        Lanes.signed(
                cpu,
                insn,
                (_, a, b, _, _) -> (byte) b < 0 ? Shifts.rightRounded(a, -(byte) b) : Shifts.left(a, (byte) b));
    }

    public static void urshl(Vcpu cpu, int insn) {
        Lanes.unsigned(
                cpu,
                insn,
                (_, a, b, _, _) -> (byte) b < 0 ? Shifts.rightRoundedUnsigned(a, -(byte) b) : Shifts.left(a, (byte) b));
    }

    public static void sqshl(Vcpu cpu, int insn) {
        Lanes.signed(
                cpu,
                insn,
                (_, a, b, bits, c) ->
                        (byte) b < 0 ? Shifts.right(a, -(byte) b) : Shifts.leftSaturating(a, (byte) b, bits, c));
    }

    public static void uqshl(Vcpu cpu, int insn) {
        Lanes.unsigned(
                cpu,
                insn,
                (_, a, b, bits, c) -> (byte) b < 0
                        ? Shifts.rightUnsigned(a, -(byte) b)
                        : Shifts.leftSaturatingUnsigned(a, (byte) b, bits, c));
    }

    public static void sqrshl(Vcpu cpu, int insn) {
        Lanes.signed(
                cpu,
                insn,
                (_, a, b, bits, c) ->
                        (byte) b < 0 ? Shifts.rightRounded(a, -(byte) b) : Shifts.leftSaturating(a, (byte) b, bits, c));
    }

    public static void uqrshl(Vcpu cpu, int insn) {
        Lanes.unsigned(
                cpu,
                insn,
                (_, a, b, bits, c) -> (byte) b < 0
                        ? Shifts.rightRoundedUnsigned(a, -(byte) b)
                        : Shifts.leftSaturatingUnsigned(a, (byte) b, bits, c));
    }
}
