package org.polyvisor.arm.a64.fp;

import static org.polyvisor.arm.a64.Fields.cond;
import static org.polyvisor.arm.a64.Fields.rm;
import static org.polyvisor.arm.a64.Fields.rn;

import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.arm.fp.Fp;
import org.polyvisor.arm.fp.FpFormat;

/** Scalar comparisons, which set the condition flags. */
public final class FpCompareOps {
    private FpCompareOps() {}

    private static void compare(Vcpu cpu, int insn, long b) {
        FpFormat format = FpRegisters.format(insn);
        boolean signalling = (insn & 1 << 4) != 0;
        long a = FpRegisters.get(cpu, format, rn(insn));
        cpu.state().setNzcv(Fp.compare(format, a, b, signalling, cpu.fp()));
    }

    public static void fcmp(Vcpu cpu, int insn) {
        compare(cpu, insn, FpRegisters.get(cpu, FpRegisters.format(insn), rm(insn)));
    }

    public static void fcmpZero(Vcpu cpu, int insn) {
        compare(cpu, insn, 0);
    }

    public static void fccmp(Vcpu cpu, int insn) {
        if (cpu.state().holds(cond(insn))) {
            fcmp(cpu, insn);
        } else {
            cpu.state().setNzcv(insn & 15);
        }
    }
}
