package org.polyvisor.arm.exception;

import org.polyvisor.arm.cpu.CpuState;
import org.polyvisor.arm.cpu.Pstate;
import org.polyvisor.arm.cpu.Sctlr;
import org.polyvisor.arm.cpu.Vcpu;

/** Taking exceptions to EL1 and returning from them (DDI 0487, D1.3). */
public final class ExceptionEntry {
    private static final int FROM_SP0 = 0x000;
    private static final int FROM_SPX = 0x200;
    private static final int FROM_LOWER = 0x400;
    private static final int IRQ = 0x080;
    private static final int FIQ = 0x100;
    private static final long IL_32BIT = 1 << 25;

    private ExceptionEntry() {}

    /** Takes a synchronous exception; {@code returnAddress} goes to ELR_EL1. */
    public static void synchronous(Vcpu cpu, GuestException e, long returnAddress) {
        int ec = e.exceptionClass();
        cpu.registers().setEsr((long) ec << 26 | IL_32BIT | e.iss());
        if (setsFar(ec)) {
            cpu.registers().setFar(e.far());
        }
        enter(cpu, returnAddress, 0);
    }

    private static boolean setsFar(int ec) {
        return switch (ec) {
            case ExceptionClass.INSTRUCTION_ABORT_LOWER,
                    ExceptionClass.INSTRUCTION_ABORT_SAME,
                    ExceptionClass.DATA_ABORT_LOWER,
                    ExceptionClass.DATA_ABORT_SAME,
                    ExceptionClass.PC_ALIGNMENT,
                    ExceptionClass.WATCHPOINT_LOWER,
                    ExceptionClass.WATCHPOINT_SAME -> true;
            default -> false;
        };
    }

    public static void irq(Vcpu cpu) {
        enter(cpu, cpu.pc(), IRQ);
    }

    public static void fiq(Vcpu cpu) {
        enter(cpu, cpu.pc(), FIQ);
    }

    private static void enter(Vcpu cpu, long returnAddress, int kind) {
        cpu.forgetUnfinished();
        Pstate pstate = cpu.pstate();
        int origin = pstate.el == 0 ? FROM_LOWER : pstate.spSel ? FROM_SPX : FROM_SP0;
        cpu.registers().setSpsr(pstate.toSpsr() | (long) cpu.state().nzcv() << 28);
        cpu.registers().setElr(returnAddress);
        cpu.saveStackPointer();
        pstate.el = 1;
        pstate.spSel = true;
        pstate.setDaif(Pstate.DAIF);
        pstate.uao = false;
        pstate.illegal = false;
        pstate.softwareStep = false;
        if ((cpu.registers().sctlr & Sctlr.SPAN) == 0) {
            pstate.pan = true;
        }
        cpu.loadStackPointer();
        cpu.stateChanged();
        cpu.state().set(CpuState.PC, (cpu.registers().vbar & ~0x7ffL) + origin + kind);
    }

    /** ERET. An SPSR_EL1 that names no legal mode leaves the level as it is and makes the state illegal. */
    public static void eret(Vcpu cpu) {
        long spsr = cpu.registers().spsr();
        Pstate pstate = cpu.pstate();
        cpu.saveStackPointer();
        if (Pstate.isLegalReturn(spsr)) {
            boolean steps = cpu.debug().stepsAfterReturn(spsr);
            pstate.fromSpsr(spsr);
            pstate.softwareStep = steps && pstate.softwareStep;
        } else {
            pstate.setDaif((int) spsr & Pstate.DAIF);
            pstate.illegal = true;
        }
        cpu.loadStackPointer();
        cpu.state().setNzcv((int) (spsr >>> 28) & 15);
        cpu.clearExclusive();
        cpu.setEvent();
        cpu.stateChanged();
        cpu.branchTo(cpu.registers().elr());
    }
}
