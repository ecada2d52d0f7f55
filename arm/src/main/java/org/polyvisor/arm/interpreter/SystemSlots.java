package org.polyvisor.arm.interpreter;

import static org.polyvisor.arm.bus.GicCpuInterface.encoding;

import org.polyvisor.arm.a64.Fields;
import org.polyvisor.arm.cpu.CpuState;
import org.polyvisor.arm.interpreter.generated.LeafOps;

/** Slots of MRS for registers that are plain words of the register file at every level where they can be read. */
final class SystemSlots {
    private SystemSlots() {}

    static long mrs(int insn) {
        int register = insn >>> 5 & 0xffff;
        int offset;
        if (register == encoding(3, 3, 13, 0, 2)) {
            offset = CpuState.TPIDR_EL0;
        } else if (register == encoding(3, 3, 13, 0, 3)) {
            offset = CpuState.TPIDRRO_EL0;
        } else {
            return Slot.general();
        }
        return Slot.of(LeafOps.MRS, Slot.targetRegister(Fields.rt(insn)), 0, 0, offset);
    }
}
