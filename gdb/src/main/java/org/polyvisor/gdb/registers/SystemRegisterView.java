package org.polyvisor.gdb.registers;

import org.polyvisor.arm.cpu.Pstate;
import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.arm.exception.GuestException;
import org.polyvisor.arm.sysreg.SystemRegister;
import org.polyvisor.gdb.wire.Cursor;
import org.polyvisor.gdb.wire.Hex;
import org.polyvisor.gdb.wire.MalformedPacketException;

/** A system register by the architecture's name, whatever level the vCPU is at and whatever it traps. */
record SystemRegisterView(SystemRegister register) implements DebugRegister {
    private static final int BYTES = 8;

    /** An action on a register that may raise what the guest's own access would. */
    @FunctionalInterface
    private interface Access {
        long on(Vcpu cpu);
    }

    @Override
    public String name() {
        return register.name();
    }

    @Override
    public int bytes() {
        return BYTES;
    }

    @Override
    public String attributes() {
        // Not to be saved and restored round a function that the debugger's user calls: some have effects.
        return "type=\"uint64\" group=\"system\" save-restore=\"no\"";
    }

    @Override
    public String read(Vcpu cpu) {
        SystemRegister.Reader reader = register.reader();
        try {
            return reader == null ? unavailable() : Hex.littleEndian(privileged(cpu, reader::read), BYTES);
        } catch (GuestException trapped) {
            return unavailable();
        }
    }

    @Override
    public boolean write(Vcpu cpu, Cursor value) throws MalformedPacketException {
        long bits = value.littleEndian(BYTES);
        SystemRegister.Writer writer = register.writer();
        if (writer == null) {
            return false;
        }
        try {
            privileged(cpu, each -> {
                writer.write(each, bits);
                return 0;
            });
            return true;
        } catch (GuestException trapped) {
            return false;
        }
    }

    private static String unavailable() {
        return "x".repeat(2 * BYTES);
    }

    /** With every stack pointer in its own register, as the vCPU is and then, where that traps, as if it were at EL1. */
    private static long privileged(Vcpu cpu, Access access) {
        cpu.saveStackPointer();
        try {
            return access.on(cpu);
        } catch (GuestException trapped) {
            return atEl1(cpu, access);
        } finally {
            cpu.loadStackPointer();
        }
    }

    private static long atEl1(Vcpu cpu, Access access) {
        Pstate pstate = cpu.pstate();
        int el = pstate.el;
        boolean spSel = pstate.spSel;
        pstate.el = 1;
        pstate.spSel = true;
        try {
            return access.on(cpu);
        } finally {
            pstate.el = el;
            pstate.spSel = spSel;
            cpu.stateChanged();
        }
    }
}
