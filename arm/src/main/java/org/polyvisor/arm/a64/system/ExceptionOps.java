package org.polyvisor.arm.a64.system;

import org.polyvisor.arm.cpu.Sctlr;
import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.arm.exception.ExceptionClass;
import org.polyvisor.arm.exception.ExceptionEntry;

/** Instructions that raise exceptions or return from them, and the hints. */
public final class ExceptionOps {
    private ExceptionOps() {}

    private static int imm16(int insn) {
        return insn >>> 5 & 0xffff;
    }

    /** The return address is the next instruction. */
    public static void svc(Vcpu cpu, int insn) {
        cpu.completeBeforeException();
        throw cpu.raise(ExceptionClass.SVC64, imm16(insn), 0);
    }

    /** Goes to the machine's firmware interface, which stands in for EL2. */
    public static void hvc(Vcpu cpu, int insn) {
        if (cpu.pstate().el == 0 || !cpu.hypercalls().call(cpu, imm16(insn))) {
            throw cpu.undefined();
        }
    }

    /** There is no EL3. */
    public static void smc(Vcpu cpu, int insn) {
        throw cpu.undefined();
    }

    public static void brk(Vcpu cpu, int insn) {
        throw cpu.raise(ExceptionClass.BRK64, imm16(insn), 0);
    }

    /** There is no halting debug. */
    public static void hlt(Vcpu cpu, int insn) {
        throw cpu.undefined();
    }

    public static void eret(Vcpu cpu, int insn) {
        if (cpu.pstate().el == 0) {
            throw cpu.undefined();
        }
        ExceptionEntry.eret(cpu);
    }

    /** Hints without a meaning here do nothing. */
    public static void hint(Vcpu cpu, int insn) {}

    public static void yield(Vcpu cpu, int insn) {
        Thread.onSpinWait();
    }

    public static void wfe(Vcpu cpu, int insn) {
        trapAtEl0(cpu, Sctlr.NTWE, 1);
        if (!cpu.takeEvent()) {
            cpu.waitForEvent();
        }
    }

    public static void wfi(Vcpu cpu, int insn) {
        trapAtEl0(cpu, Sctlr.NTWI, 0);
        cpu.waitForInterrupt();
    }

    private static void trapAtEl0(Vcpu cpu, long noTrap, int kind) {
        if (cpu.pstate().el == 0 && (cpu.registers().sctlr & noTrap) == 0) {
            // CV = 1, COND = 0b1110
            throw cpu.raise(ExceptionClass.WFX_TRAP, 0x1e << 20 | kind, 0);
        }
    }

    public static void sev(Vcpu cpu, int insn) {
        cpu.cluster().sendEvent();
    }

    public static void sevl(Vcpu cpu, int insn) {
        cpu.setEvent();
    }
}
