package org.polyvisor.arm.cpu;

/** Bits of SCTLR_EL1 (DDI 0487, D24.2.175). */
public final class Sctlr {
    public static final long M = 1;
    public static final long A = 1 << 1;
    public static final long C = 1 << 2;
    public static final long SA = 1 << 3;
    public static final long SA0 = 1 << 4;
    public static final long UMA = 1 << 9;
    public static final long I = 1 << 12;
    public static final long DZE = 1 << 14;
    public static final long UCT = 1 << 15;
    public static final long NTWI = 1 << 16;
    public static final long NTWE = 1 << 18;
    public static final long WXN = 1 << 19;
    public static final long SPAN = 1 << 23;
    public static final long E0E = 1 << 24;
    public static final long EE = 1 << 25;
    public static final long UCI = 1 << 26;
    public static final long MSCEN = 1L << 33;

    /** RES1 bits, and what a reset leaves: MMU and caches off, no traps of WFI and WFE. */
    public static final long RESET = 0x30d0_0800L | SPAN;

    private Sctlr() {}
}
