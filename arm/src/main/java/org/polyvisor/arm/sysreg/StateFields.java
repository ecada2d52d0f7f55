package org.polyvisor.arm.sysreg;

import org.polyvisor.arm.cpu.Pstate;
import org.polyvisor.arm.cpu.Vcpu;

/** MSR (immediate): fields of PSTATE by op1:op2 (DDI 0487, C6.2.261). */
public final class StateFields {
    private static final int UAO = 0b000_011;
    private static final int PAN = 0b000_100;
    private static final int SP_SEL = 0b000_101;
    private static final int DAIF_SET = 0b011_110;
    private static final int DAIF_CLEAR = 0b011_111;

    private StateFields() {}

    /** Writes a field with the instruction's four-bit immediate. */
    public static void writeImmediate(Vcpu cpu, int field, int value) {
        Pstate pstate = cpu.pstate();
        switch (field) {
            case UAO -> {
                requireEl1(cpu);
                pstate.uao = (value & 1) != 0;
                cpu.updateUserTable();
            }
            case PAN -> {
                requireEl1(cpu);
                ControlRegisters.setPan(cpu, (value & 1) != 0);
            }
            case SP_SEL -> {
                requireEl1(cpu);
                ControlRegisters.setSpSel(cpu, (value & 1) != 0);
            }
            case DAIF_SET -> {
                ControlRegisters.requireMaskAccess(cpu);
                ControlRegisters.setDaif(cpu, pstate.daif() | value << 6);
            }
            case DAIF_CLEAR -> {
                ControlRegisters.requireMaskAccess(cpu);
                ControlRegisters.setDaif(cpu, pstate.daif() & ~(value << 6));
            }
            default -> throw cpu.undefined();
        }
    }

    private static void requireEl1(Vcpu cpu) {
        if (cpu.pstate().el == 0) {
            throw cpu.undefined();
        }
    }
}
