package org.polyvisor.arm.cpu;

import org.polyvisor.arm.exception.ExceptionClass;
import org.polyvisor.arm.mmu.TranslationFault;

/**
 * The guest's own self-hosted debugging (DDI 0487, D2): software step, hardware breakpoints and watchpoints by address.
 * Linked and context-matching breakpoints do not match anything.
 */
public final class GuestDebug {
    private static final long SS = 1;
    private static final long KDE = 1 << 13;
    private static final long MDE = 1 << 15;

    private final Vcpu cpu;
    private boolean active;

    /** Whether the instruction under way is the one that software step executes. */
    private boolean armed;

    /** Whether the last instruction was one: ESR_ELx.ISS.ISV of the exception that follows it. */
    private boolean stepped;

    GuestDebug(Vcpu cpu) {
        this.cpu = cpu;
    }

    private SystemRegisters regs() {
        return cpu.registers();
    }

    /** Whether the level and masks let debug exceptions be taken to EL1 (D2.4). */
    private boolean enabledFrom(int el, int daif) {
        if (regs().osLock != 0) {
            return false;
        }
        return el == 0 || (regs().mdscr & KDE) != 0 && (daif & Pstate.DEBUG_MASK) == 0;
    }

    /** Whether software step is enabled at the present level. */
    private boolean stepping() {
        return (regs().mdscr & SS) != 0
                && enabledFrom(cpu.pstate().el, cpu.pstate().daif());
    }

    /** Whether PSTATE.SS is to be taken over by a return to the state in {@code spsr} (D2.12.4). */
    public boolean stepsAfterReturn(long spsr) {
        Pstate now = cpu.pstate();
        return (regs().mdscr & SS) != 0
                && !enabledFrom(now.el, now.daif())
                && enabledFrom((int) spsr >>> 2 & 3, (int) spsr);
    }

    /** To be called when MDSCR_EL1, the OS lock or a breakpoint or watchpoint register has changed. */
    public void update() {
        boolean watching = false;
        boolean breaking = false;
        if ((regs().mdscr & MDE) != 0 && regs().osLock == 0) {
            for (int i = 0; i < SystemRegisters.DEBUG_PAIRS; i++) {
                watching |= (regs().watchpointControl[i] & 1) != 0;
                breaking |= (regs().breakpointControl[i] & 1) != 0;
            }
        }
        active = breaking || (regs().mdscr & SS) != 0;
        cpu.watches().setGuest(watching ? this::checkWatchpoints : null);
    }

    /** Whether instructions must be executed one by one with {@link #before} and {@link #after}. */
    public boolean isActive() {
        return active;
    }

    /** Raises the debug exception that is due before the instruction at the program counter. */
    public void before() {
        Pstate pstate = cpu.pstate();
        boolean stepping = stepping();
        boolean valid = stepped;
        armed = stepping && pstate.softwareStep;
        stepped = false;
        if (stepping && !armed) {
            throw cpu.raise(
                    pstate.el == 0 ? ExceptionClass.STEP_LOWER : ExceptionClass.STEP_SAME,
                    (valid ? 1 << 24 : 0) | TranslationFault.DEBUG,
                    0);
        }
        if ((regs().mdscr & MDE) == 0 || !enabledFrom(pstate.el, pstate.daif())) {
            return;
        }
        for (int i = 0; i < SystemRegisters.DEBUG_PAIRS; i++) {
            long control = regs().breakpointControl[i];
            boolean byAddress = (control >>> 20 & 15) == 0;
            if ((control & 1) != 0
                    && byAddress
                    && matchesLevel(control, pstate.el)
                    && ((regs().breakpointValue[i] ^ cpu.pc()) & 0x1_ffff_ffff_fffcL) == 0) {
                throw cpu.raise(
                        pstate.el == 0 ? ExceptionClass.BREAKPOINT_LOWER : ExceptionClass.BREAKPOINT_SAME,
                        TranslationFault.DEBUG,
                        0);
            }
        }
    }

    /** After an instruction that completed: its step is used up. What an exception return has just set stays. */
    public void after() {
        if (armed) {
            cpu.pstate().softwareStep = false;
            stepped = true;
        }
    }

    /** PMC, bits 2..1: EL1 only, EL0 only, or both. */
    private static boolean matchesLevel(long control, int el) {
        return (control >>> 1 & (el == 0 ? 2 : 1)) != 0;
    }

    private void checkWatchpoints(long va, int size, boolean write, boolean user) {
        Pstate pstate = cpu.pstate();
        if (!enabledFrom(pstate.el, pstate.daif())) {
            return;
        }
        for (int i = 0; i < SystemRegisters.DEBUG_PAIRS; i++) {
            long control = regs().watchpointControl[i];
            boolean kind = (control >>> 3 & (write ? 2 : 1)) != 0;
            if ((control & 1) != 0
                    && kind
                    && matchesLevel(control, user ? 0 : 1)
                    && overlaps(control, regs().watchpointValue[i], va, size)) {
                throw cpu.raise(
                        pstate.el == 0 ? ExceptionClass.WATCHPOINT_LOWER : ExceptionClass.WATCHPOINT_SAME,
                        (write ? 1 << 6 : 0) | TranslationFault.DEBUG,
                        va);
            }
        }
    }

    /** By MASK (bits 28..24, a power of two) or, where that is zero, by byte address select (bits 12..5). */
    private static boolean overlaps(long control, long value, long va, int size) {
        int mask = (int) (control >>> 24) & 31;
        long address = va & 0x1_ffff_ffff_ffffL;
        long base = value & 0x1_ffff_ffff_fffcL;
        if (mask != 0) {
            long first = base & -(1L << mask);
            return address + size > first && address < first + (1L << mask);
        }
        for (int i = 0; i < 8; i++) {
            long watched = base + i;
            if ((control >>> 5 + i & 1) != 0 && watched >= address && watched < address + size) {
                return true;
            }
        }
        return false;
    }
}
