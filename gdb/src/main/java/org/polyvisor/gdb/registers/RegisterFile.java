package org.polyvisor.gdb.registers;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.arm.sysreg.RegisterTable;
import org.polyvisor.gdb.wire.Cursor;
import org.polyvisor.gdb.wire.MalformedPacketException;

/** All registers that the debugger sees, by the numbers that the target description gives them. */
public final class RegisterFile {
    /** Frame pointer, stack pointer and program counter: what a debugger wants to know at every stop. */
    public static final int FP = 29;

    public static final int SP = 31;
    public static final int PC = 32;

    /** In the fpu feature under these names. */
    private static final Set<String> KNOWN_OTHERWISE = Set.of("FPCR", "FPSR");

    private final List<DebugRegister> core = CoreRegisters.core();
    private final List<DebugRegister> floatingPoint = CoreRegisters.floatingPoint();
    private final List<DebugRegister> system = new ArrayList<>();
    private final List<DebugRegister> all = new ArrayList<>();
    private final int general;

    /** The registers of a vCPU of the project's own processor, with all system registers that can be read. */
    public RegisterFile() {
        RegisterTable.all().stream()
                .filter(register -> register.reader() != null && !KNOWN_OTHERWISE.contains(register.name()))
                .map(SystemRegisterView::new)
                .forEach(system::add);
        all.addAll(core);
        all.addAll(floatingPoint);
        general = all.size();
        all.addAll(system);
    }

    /** The number of the first system register; the rest are too. */
    public int firstSystemRegister() {
        return general;
    }

    /** How many registers there are; numbers are {@code 0..count() - 1}. */
    public int count() {
        return all.size();
    }

    /** The name of a register. */
    public String name(int number) {
        return all.get(number).name();
    }

    /** The number of a register by its name, -1 where there is none. */
    public int find(String name) {
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).name().equalsIgnoreCase(name)) {
                return i;
            }
        }
        return -1;
    }

    /** A register's value in hexadecimal, least significant byte first; 'x' where it can't be told. */
    public String read(Vcpu cpu, int number) {
        return all.get(number).read(cpu);
    }

    /** Sets a register; false where it can't be. */
    public boolean write(Vcpu cpu, int number, Cursor value) throws MalformedPacketException {
        return all.get(number).write(cpu, value);
    }

    /** The core and fpu registers one after the other; the debugger asks for the others one by one. */
    public String readGeneral(Vcpu cpu) {
        StringBuilder values = new StringBuilder();
        for (int i = 0; i < general; i++) {
            values.append(all.get(i).read(cpu));
        }
        return values.toString();
    }

    /** Sets the core and fpu registers, as many as there are values for; false where one can't be set. */
    public boolean writeGeneral(Vcpu cpu, Cursor values) throws MalformedPacketException {
        boolean well = true;
        for (int i = 0; i < general && !values.atEnd(); i++) {
            well &= all.get(i).write(cpu, values);
        }
        return well;
    }

    /** The target description that announces them. */
    public String description() {
        return TargetDescription.of(core, floatingPoint, system);
    }

    /** The value of a register of up to 64 bits as a number, or null where it can't be told. */
    public @Nullable Long value(Vcpu cpu, int number) {
        DebugRegister register = all.get(number);
        try {
            return new Cursor(register.read(cpu)).littleEndian(Math.min(8, register.bytes()));
        } catch (MalformedPacketException unavailable) {
            return null;
        }
    }
}
