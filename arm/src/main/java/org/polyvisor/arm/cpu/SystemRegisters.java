package org.polyvisor.arm.cpu;

import static org.polyvisor.arm.cpu.Sctlr.RESET;

/** The EL1 system registers that are plain storage to their readers (DDI 0487, D24.2). Values at reset: warm boot. */
public final class SystemRegisters {
    public long sctlr = RESET;
    public long cpacr;
    public long ttbr0;
    public long ttbr1;
    public long tcr;
    public long mair;
    public long vbar;
    public long par;
    public long contextidr;
    public long csselr;
    public long cntkctl;
    public long mdscr;
    public long osLock = 1;
    public long osDoubleLock;
    public long dbgClaim;
    public final long[] breakpointValue = new long[DEBUG_PAIRS];
    public final long[] breakpointControl = new long[DEBUG_PAIRS];
    public final long[] watchpointValue = new long[DEBUG_PAIRS];
    public final long[] watchpointControl = new long[DEBUG_PAIRS];

    private final CpuState state;

    /** Registers of the vCPU whose state is given, which holds those that engines read by themselves. */
    SystemRegisters(CpuState state) {
        this.state = state;
    }

    public long esr() {
        return state.get(CpuState.ESR_EL1);
    }

    public void setEsr(long value) {
        state.set(CpuState.ESR_EL1, value);
    }

    public long far() {
        return state.get(CpuState.FAR_EL1);
    }

    public void setFar(long value) {
        state.set(CpuState.FAR_EL1, value);
    }

    public long elr() {
        return state.get(CpuState.ELR_EL1);
    }

    public void setElr(long value) {
        state.set(CpuState.ELR_EL1, value);
    }

    public long spsr() {
        return state.get(CpuState.SPSR_EL1);
    }

    public void setSpsr(long value) {
        state.set(CpuState.SPSR_EL1, value);
    }

    /** How many breakpoints, and how many watchpoints, there are. */
    public static final int DEBUG_PAIRS = 4;
}
