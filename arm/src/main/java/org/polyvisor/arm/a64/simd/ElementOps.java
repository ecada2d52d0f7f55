package org.polyvisor.arm.a64.simd;

import static org.polyvisor.arm.a64.Fields.rm;

import org.polyvisor.arm.cpu.Vcpu;

/** Integer operations of a vector with one element of another. */
public final class ElementOps {
    private ElementOps() {}

    /** The element that size, H, L, M and Rm name. */
    static long element(Vcpu cpu, int insn) {
        int high = insn >>> 11 & 1;
        int low = insn >>> 21 & 1;
        return switch (Lanes.bits(insn)) {
            case 16 -> Lanes.element(cpu, rm(insn) & 15, 16, high << 2 | low << 1 | insn >>> 20 & 1);
            case 32 -> Lanes.element(cpu, rm(insn), 32, high << 1 | low);
            default -> Lanes.element(cpu, rm(insn), 64, high);
        };
    }

    private static void same(Vcpu cpu, int insn, Lanes.Op op) {
        Lanes.with(cpu, insn, Lanes.bits(insn), element(cpu, insn), true, op);
    }

    private static void wide(Vcpu cpu, int insn, boolean signed, Lanes.Op op) {
        WideningOps.apply(cpu, insn, element(cpu, insn) * Lanes.ones(Lanes.bits(insn)), signed, op);
    }

    public static void mulE(Vcpu cpu, int insn) {
        same(cpu, insn, (_, a, b, _, _) -> a * b);
    }

    public static void mlaE(Vcpu cpu, int insn) {
        same(cpu, insn, (d, a, b, _, _) -> d + a * b);
    }

    public static void mlsE(Vcpu cpu, int insn) {
        same(cpu, insn, (d, a, b, _, _) -> d - a * b);
    }

    public static void smullE(Vcpu cpu, int insn) {
        wide(cpu, insn, true, (_, a, b, _, _) -> a * b);
    }

    public static void umullE(Vcpu cpu, int insn) {
        wide(cpu, insn, false, (_, a, b, _, _) -> a * b);
    }

    public static void smlalE(Vcpu cpu, int insn) {
        wide(cpu, insn, true, (d, a, b, _, _) -> d + a * b);
    }

    public static void umlalE(Vcpu cpu, int insn) {
        wide(cpu, insn, false, (d, a, b, _, _) -> d + a * b);
    }

    public static void smlslE(Vcpu cpu, int insn) {
        wide(cpu, insn, true, (d, a, b, _, _) -> d - a * b);
    }

    public static void umlslE(Vcpu cpu, int insn) {
        wide(cpu, insn, false, (d, a, b, _, _) -> d - a * b);
    }

    public static void sqdmullE(Vcpu cpu, int insn) {
        wide(cpu, insn, true, (_, a, b, bits, c) -> Saturation.doubleProduct(a, b, bits, c));
    }

    public static void sqdmlalE(Vcpu cpu, int insn) {
        wide(cpu, insn, true, WideningOps::addDoubleProduct);
    }

    public static void sqdmlslE(Vcpu cpu, int insn) {
        wide(cpu, insn, true, WideningOps::subtractDoubleProduct);
    }

    public static void sqdmulhE(Vcpu cpu, int insn) {
        same(cpu, insn, (_, a, b, bits, c) -> Saturation.doubleProductHigh(a, b, bits, false, c));
    }

    public static void sqrdmulhE(Vcpu cpu, int insn) {
        same(cpu, insn, (_, a, b, bits, c) -> Saturation.doubleProductHigh(a, b, bits, true, c));
    }

    public static void sqrdmlahE(Vcpu cpu, int insn) {
        same(cpu, insn, (d, a, b, bits, c) -> Saturation.accumulateHigh(d, a, b, bits, c));
    }

    public static void sqrdmlshE(Vcpu cpu, int insn) {
        same(cpu, insn, (d, a, b, bits, c) -> Saturation.accumulateHigh(d, -a, b, bits, c));
    }

    public static void sdotE(Vcpu cpu, int insn) {
        same(cpu, insn, (d, a, b, _, _) -> d + PairwiseOps.dot(a, b, true));
    }

    public static void udotE(Vcpu cpu, int insn) {
        same(cpu, insn, (d, a, b, _, _) -> d + PairwiseOps.dot(a, b, false));
    }
}
