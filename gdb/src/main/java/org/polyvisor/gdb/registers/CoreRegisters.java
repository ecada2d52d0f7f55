package org.polyvisor.gdb.registers;

import java.util.ArrayList;
import java.util.List;
import org.polyvisor.arm.cpu.CpuState;
import org.polyvisor.arm.cpu.Pstate;
import org.polyvisor.arm.cpu.Vcpu;

/** The registers that the debugger's core and fpu features ask for, in their order. */
final class CoreRegisters {
    private static final long FPCR_MASK = 0x07c0_0000L;
    private static final long FPSR_MASK = 0x0800_009fL;

    private CoreRegisters() {}

    /** x0..x30, sp, pc, cpsr. */
    static List<DebugRegister> core() {
        List<DebugRegister> registers = new ArrayList<>();
        for (int i = 0; i < 31; i++) {
            int n = i;
            registers.add(new WordRegister("x" + n, 8, "type=\"int\"", cpu -> cpu.x(n), (cpu, value) -> {
                cpu.setX(n, value);
                return true;
            }));
        }
        registers.add(state("sp", 8, "type=\"data_ptr\"", CpuState.SP_SLOT * 8, -1L));
        registers.add(state("pc", 8, "type=\"code_ptr\"", CpuState.PC, -1L));
        registers.add(
                new WordRegister("cpsr", 4, "type=\"pstate\"", CoreRegisters::readPstate, CoreRegisters::writePstate));
        return registers;
    }

    /** v0..v31, fpsr, fpcr. */
    static List<DebugRegister> floatingPoint() {
        List<DebugRegister> registers = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            registers.add(new VectorRegister(i));
        }
        registers.add(state("fpsr", 4, "type=\"int\" group=\"float\"", CpuState.FPSR, FPSR_MASK));
        registers.add(new WordRegister(
                "fpcr",
                4,
                "type=\"int\" group=\"float\"",
                cpu -> cpu.state().get(CpuState.FPCR),
                CoreRegisters::writeFloatControl));
        return registers;
    }

    private static DebugRegister state(String name, int bytes, String attributes, int offset, long mask) {
        return new WordRegister(name, bytes, attributes, cpu -> cpu.state().get(offset), (cpu, value) -> {
            cpu.state().set(offset, value & mask);
            return true;
        });
    }

    private static boolean writeFloatControl(Vcpu cpu, long value) {
        cpu.state().set(CpuState.FPCR, value & FPCR_MASK);
        cpu.updateFpSlow();
        return true;
    }

    private static long readPstate(Vcpu cpu) {
        return cpu.pstate().toSpsr() | (long) cpu.state().nzcv() << 28;
    }

    private static boolean writePstate(Vcpu cpu, long value) {
        if (!Pstate.isLegalReturn(value)) {
            return false;
        }
        cpu.saveStackPointer();
        cpu.pstate().fromSpsr(value);
        cpu.loadStackPointer();
        cpu.state().setNzcv((int) (value >>> 28) & 15);
        cpu.stateChanged();
        return true;
    }
}
