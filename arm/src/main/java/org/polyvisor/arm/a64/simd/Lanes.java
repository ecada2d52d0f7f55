package org.polyvisor.arm.a64.simd;

import static org.polyvisor.arm.a64.Fields.rd;
import static org.polyvisor.arm.a64.Fields.rm;
import static org.polyvisor.arm.a64.Fields.rn;

import org.polyvisor.arm.cpu.Vcpu;

/**
 * Applies an operation to the lanes of vectors. A vector is two {@code long}s, lane 0 lowest; results are collected in
 * two more before the destination changes, so that it may be a source as well. Scalar forms have one lane.
 */
final class Lanes {
    /** One lane's result; its bits above the lane are ignored. Implementations capture nothing. */
    interface Op {
        /**
         * Computes a lane.
         *
         * @param d the destination's lane before the operation
         * @param a the first operand
         * @param b the second operand
         * @param bits the width of {@code a} and {@code b}
         */
        long apply(long d, long a, long b, int bits, Vcpu cpu);
    }

    private Lanes() {}

    /** The element width in bits that bits 23..22 give. */
    static int bits(int insn) {
        return 8 << (insn >>> 22 & 3);
    }

    /** The element width of floating-point forms: bit 22. */
    static int fpBits(int insn) {
        return 32 << (insn >>> 22 & 1);
    }

    static boolean isQ(int insn) {
        return (insn & 1 << 30) != 0;
    }

    static boolean isScalar(int insn) {
        return (insn & 1 << 28) != 0;
    }

    /** Whether the operation covers the upper half of the registers. */
    static boolean isFull(int insn) {
        return (insn & 0x5000_0000) == 0x4000_0000;
    }

    /** All ones in the low {@code bits} bits, 1 to 64. */
    static long mask(int bits) {
        return -1L >>> 64 - bits;
    }

    /** A one in the lowest bit of every lane. */
    static long ones(int bits) {
        return switch (bits) {
            case 8 -> 0x0101_0101_0101_0101L;
            case 16 -> 0x0001_0001_0001_0001L;
            case 32 -> 0x0000_0001_0000_0001L;
            default -> 1;
        };
    }

    /** The lane at bit {@code at}, extended to 64 bits. */
    static long lane(long half, int at, int bits, boolean signed) {
        long top = half << 64 - bits - at;
        return signed ? top >> 64 - bits : top >>> 64 - bits;
    }

    /** Lane {@code index} of a register, zero-extended. */
    static long element(Vcpu cpu, int register, int bits, int index) {
        int at = index * bits;
        return lane(at < 64 ? cpu.vLow(register) : cpu.vHigh(register), at & 63, bits, false);
    }

    /** Sets lane {@code index} of a register and keeps the others. */
    static void setElement(Vcpu cpu, int register, int bits, int index, long value) {
        int at = index * bits & 63;
        long mask = mask(bits) << at;
        long low = cpu.vLow(register);
        long high = cpu.vHigh(register);
        if (index * bits < 64) {
            low = low & ~mask | value << at & mask;
        } else {
            high = high & ~mask | value << at & mask;
        }
        cpu.setV(register, low, high);
    }

    /** The lanes of 64-bit halves, up to bit {@code width}. */
    static long half(Vcpu cpu, long d, long a, long b, int bits, int width, boolean signed, Op op) {
        long mask = mask(bits);
        long result = 0;
        for (int at = 0; at < width; at += bits) {
            long value = op.apply(
                    lane(d, at, bits, signed), lane(a, at, bits, signed), lane(b, at, bits, signed), bits, cpu);
            result |= (value & mask) << at;
        }
        return result;
    }

    private static void apply(Vcpu cpu, int insn, int bits, long bLow, long bHigh, boolean signed, Op op) {
        int d = rd(insn);
        int n = rn(insn);
        int width = isScalar(insn) ? bits : 64;
        long low = half(cpu, cpu.vLow(d), cpu.vLow(n), bLow, bits, width, signed, op);
        long high = isFull(insn) ? half(cpu, cpu.vHigh(d), cpu.vHigh(n), bHigh, bits, 64, signed, op) : 0;
        cpu.setV(d, low, high);
    }

    /** Vd, Vn, Vm lane by lane, sign-extended. */
    static void signed(Vcpu cpu, int insn, Op op) {
        apply(cpu, insn, bits(insn), cpu.vLow(rm(insn)), cpu.vHigh(rm(insn)), true, op);
    }

    /** Vd, Vn, Vm lane by lane, zero-extended. */
    static void unsigned(Vcpu cpu, int insn, Op op) {
        apply(cpu, insn, bits(insn), cpu.vLow(rm(insn)), cpu.vHigh(rm(insn)), false, op);
    }

    /** Vd, Vn, Vm lane by lane in floating point. */
    static void fp(Vcpu cpu, int insn, Op op) {
        apply(cpu, insn, fpBits(insn), cpu.vLow(rm(insn)), cpu.vHigh(rm(insn)), false, op);
    }

    /** Vd and Vn lane by lane, and the same {@code b} with each: it fits a lane. */
    static void with(Vcpu cpu, int insn, int bits, long b, boolean signed, Op op) {
        long copies = (b & mask(bits)) * ones(bits);
        apply(cpu, insn, bits, copies, copies, signed, op);
    }

    /**
     * Vd, Vn, Vm a 64-bit half at a time, for operations that treat all lanes of a half together; {@code bits} is the
     * lanes' width. Scalars are D registers.
     */
    static void halves(Vcpu cpu, int insn, Op op) {
        int bits = bits(insn);
        int d = rd(insn);
        int n = rn(insn);
        int m = rm(insn);
        long low = op.apply(cpu.vLow(d), cpu.vLow(n), cpu.vLow(m), bits, cpu);
        long high = isFull(insn) ? op.apply(cpu.vHigh(d), cpu.vHigh(n), cpu.vHigh(m), bits, cpu) : 0;
        cpu.setV(d, low, high);
    }
}
