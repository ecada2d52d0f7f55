package org.polyvisor.arm.cpu;

/** What a warm reset leaves in the registers (DDI 0487, AArch64.TakeReset); unknown values are zero. */
final class ResetState {
    private ResetState() {}

    static void apply(Vcpu cpu) {
        CpuState state = cpu.state();
        for (int i = 0; i < 31; i++) {
            state.setX(i, 0);
            state.setV(i, 0, 0);
        }
        state.setV(31, 0, 0);
        for (int offset : new int[] {
            CpuState.SP_SLOT * 8,
            CpuState.SP_EL0,
            CpuState.SP_EL1,
            CpuState.FPCR,
            CpuState.FPSR,
            CpuState.TPIDR_EL0,
            CpuState.TPIDRRO_EL0,
            CpuState.TPIDR_EL1,
            CpuState.EXCLUSIVE_SIZE
        }) {
            state.set(offset, 0);
        }
        state.setNzcv(0);
        Pstate pstate = cpu.pstate();
        pstate.el = 1;
        pstate.spSel = true;
        pstate.setDaif(Pstate.DAIF);
        pstate.pan = false;
        pstate.uao = false;
        pstate.illegal = false;
        pstate.softwareStep = false;
        SystemRegisters regs = cpu.registers();
        regs.sctlr = Sctlr.RESET;
        regs.cpacr = 0;
        regs.tcr = 0;
        regs.ttbr0 = 0;
        regs.ttbr1 = 0;
        regs.vbar = 0;
        regs.mdscr = 0;
        regs.osLock = 1;
        regs.cntkctl = 0;
        cpu.mmu().tlb().invalidateAll();
    }
}
