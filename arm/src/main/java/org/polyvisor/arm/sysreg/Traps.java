package org.polyvisor.arm.sysreg;

import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.arm.exception.ExceptionClass;
import org.polyvisor.arm.exception.GuestException;

/** Traps of MSR, MRS and system instructions to EL1: exception class 0x18 and its syndrome (DDI 0487, D24.2.40). */
public final class Traps {
    private Traps() {}

    /** The syndrome for an instruction word of the MSR, MRS and SYS encodings. */
    public static int syndrome(int insn) {
        return (insn >>> 19 & 3) << 20
                | (insn >>> 5 & 7) << 17
                | (insn >>> 16 & 7) << 14
                | (insn >>> 12 & 15) << 10
                | (insn & 31) << 5
                | (insn >>> 8 & 15) << 1
                | insn >>> 21 & 1;
    }

    /** The trap of the instruction being executed, to be thrown. */
    public static GuestException trap(Vcpu cpu) {
        return cpu.raise(ExceptionClass.SYSTEM_REGISTER, cpu.trapSyndrome(), 0);
    }
}
