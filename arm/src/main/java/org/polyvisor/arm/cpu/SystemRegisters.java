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
    public long esr;
    public long far;
    public long elr;
    public long spsr;
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

    /** How many breakpoints, and how many watchpoints, there are. */
    public static final int DEBUG_PAIRS = 4;
}
