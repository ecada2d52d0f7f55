package org.polyvisor.arm.a64.fp;

import static org.polyvisor.arm.a64.Fields.rd;

import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.arm.fp.FpFormat;

/** S, D and H registers: the low bits of the V registers, whose upper bits a write clears. */
final class FpRegisters {
    private FpRegisters() {}

    /** The format that `type`, bits 23..22, names. */
    static FpFormat format(int insn) {
        return switch (insn >>> 22 & 3) {
            case 0 -> FpFormat.SINGLE;
            case 1 -> FpFormat.DOUBLE;
            default -> FpFormat.HALF;
        };
    }

    /** Whether `type` names double precision rather than single. */
    static boolean isDouble(int insn) {
        return (insn & 1 << 22) != 0;
    }

    /** A register's number in a format. */
    static long get(Vcpu cpu, FpFormat format, int n) {
        long low = cpu.vLow(n);
        return switch (format.bits()) {
            case 64 -> low;
            case 32 -> low & 0xffff_ffffL;
            default -> low & 0xffff;
        };
    }

    /** Sets register Rd; {@code value} is zero-extended. */
    static void set(Vcpu cpu, int insn, long value) {
        cpu.setV(rd(insn), value, 0);
    }
}
