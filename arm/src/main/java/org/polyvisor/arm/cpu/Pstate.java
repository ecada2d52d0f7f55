package org.polyvisor.arm.cpu;

/** Process state besides the condition flags (DDI 0487, D1.4), and its form in SPSR_EL1. */
public final class Pstate {
    /** DAIF as in SPSR: D 0x200, A 0x100, I 0x80, F 0x40. */
    public static final int DEBUG_MASK = 0x200;

    public static final int SERROR_MASK = 0x100;
    public static final int IRQ_MASK = 0x80;
    public static final int FIQ_MASK = 0x40;
    public static final int DAIF = 0x3c0;

    private static final int SS_BIT = 1 << 21;
    private static final int IL_BIT = 1 << 20;
    private static final int PAN_BIT = 1 << 22;
    private static final int UAO_BIT = 1 << 23;

    /** Current exception level, 0 or 1. */
    public int el = 1;

    /** Whether EL1 uses SP_EL1; at EL0 it is ignored. */
    public boolean spSel = true;

    public boolean pan;
    public boolean uao;

    /** Illegal execution state: the next instruction raises an exception. */
    public boolean illegal;

    /** Software step: cleared when a step was taken. */
    public boolean softwareStep;

    private final CpuState state;

    Pstate(CpuState state) {
        this.state = state;
        setDaif(DAIF);
    }

    /** The interrupt masks in their SPSR positions. */
    public int daif() {
        return (int) state.get(CpuState.DAIF);
    }

    public void setDaif(int daif) {
        state.set(CpuState.DAIF, daif);
    }

    /** Whether SP is SP_EL1 rather than SP_EL0. */
    public boolean usesSpEl1() {
        return el == 1 && spSel;
    }

    /** Everything but NZCV as SPSR_EL1 holds it. */
    public int toSpsr() {
        return el << 2
                | (usesSpEl1() ? 1 : 0)
                | daif()
                | (pan ? PAN_BIT : 0)
                | (uao ? UAO_BIT : 0)
                | (illegal ? IL_BIT : 0)
                | (softwareStep ? SS_BIT : 0);
    }

    /** Whether the mode in an SPSR value can be returned to from EL1: AArch64, EL0t, EL1t or EL1h. */
    public static boolean isLegalReturn(long spsr) {
        int mode = (int) spsr & 0x1f;
        return mode == 0 || mode == 4 || mode == 5;
    }

    /** Takes over everything but NZCV from a legal SPSR value. */
    public void fromSpsr(long spsr) {
        el = (int) spsr >>> 2 & 3;
        spSel = (spsr & 1) != 0;
        setDaif((int) spsr & DAIF);
        pan = (spsr & PAN_BIT) != 0;
        uao = (spsr & UAO_BIT) != 0;
        illegal = (spsr & IL_BIT) != 0;
        softwareStep = (spsr & SS_BIT) != 0;
    }
}
