package org.polyvisor.arm.a64.simd;

import static org.polyvisor.arm.a64.Fields.rd;
import static org.polyvisor.arm.a64.Fields.rn;

import org.polyvisor.arm.cpu.Vcpu;

/** Elements to lanes, to and from general registers. */
public final class CopyOps {
    private CopyOps() {}

    private static int imm5(int insn) {
        return insn >>> 16 & 31;
    }

    /** The element width in bits that the lowest one of imm5 gives. */
    private static int bits(int insn) {
        return Integer.lowestOneBit(imm5(insn)) * 8;
    }

    private static int index(int insn) {
        return imm5(insn) >>> Integer.numberOfTrailingZeros(imm5(insn)) + 1;
    }

    private static long source(Vcpu cpu, int insn) {
        return Lanes.element(cpu, rn(insn), bits(insn), index(insn));
    }

    public static void dupE(Vcpu cpu, int insn) {
        long element = source(cpu, insn);
        if (Lanes.isScalar(insn)) {
            cpu.setV(rd(insn), element, 0);
        } else {
            long copies = element * Lanes.ones(bits(insn));
            cpu.setV(rd(insn), copies, Lanes.isQ(insn) ? copies : 0);
        }
    }

    public static void dupGen(Vcpu cpu, int insn) {
        int bits = bits(insn);
        long copies = (cpu.x(rn(insn)) & Lanes.mask(bits)) * Lanes.ones(bits);
        cpu.setV(rd(insn), copies, Lanes.isQ(insn) ? copies : 0);
    }

    public static void smov(Vcpu cpu, int insn) {
        long value = Lanes.lane(source(cpu, insn), 0, bits(insn), true);
        cpu.setX(rd(insn), Lanes.isQ(insn) ? value : value & 0xffff_ffffL);
    }

    public static void umov(Vcpu cpu, int insn) {
        cpu.setX(rd(insn), source(cpu, insn));
    }

    public static void umovX(Vcpu cpu, int insn) {
        cpu.setX(rd(insn), source(cpu, insn));
    }

    public static void insGen(Vcpu cpu, int insn) {
        Lanes.setElement(cpu, rd(insn), bits(insn), index(insn), cpu.x(rn(insn)));
    }

    public static void insE(Vcpu cpu, int insn) {
        int from = (insn >>> 11 & 15) >>> Integer.numberOfTrailingZeros(imm5(insn));
        long element = Lanes.element(cpu, rn(insn), bits(insn), from);
        Lanes.setElement(cpu, rd(insn), bits(insn), index(insn), element);
    }
}
