package org.polyvisor.arm.sysreg;

import static org.polyvisor.arm.bus.GicCpuInterface.encoding;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All system registers by their encoding. The groups add theirs; nothing else makes a register exist. */
public final class RegisterTable {
    private static final @Nullable SystemRegister[] REGISTERS = new SystemRegister[1 << 16];

    static {
        IdRegisters.addTo(new RegisterTable());
        ControlRegisters.addTo(new RegisterTable());
        TimerRegisters.addTo(new RegisterTable());
        DebugRegisters.addTo(new RegisterTable());
    }

    private RegisterTable() {}

    /** The register with an encoding as in {@link org.polyvisor.arm.bus.GicCpuInterface#encoding}, or null. */
    public static @Nullable SystemRegister find(int encoding) {
        return REGISTERS[encoding & 0xffff];
    }

    /** Every register, for a debugger's list. */
    public static List<SystemRegister> all() {
        List<SystemRegister> all = new ArrayList<>();
        for (SystemRegister register : REGISTERS) {
            if (register != null) {
                all.add(register);
            }
        }
        return all;
    }

    void add(
            String name,
            int level,
            int op0,
            int op1,
            int crn,
            int crm,
            int op2,
            SystemRegister.@Nullable Reader reader,
            SystemRegister.@Nullable Writer writer) {
        REGISTERS[encoding(op0, op1, crn, crm, op2)] = new SystemRegister(name, level, reader, writer);
    }

    void constant(String name, int op0, int op1, int crn, int crm, int op2, long value) {
        add(name, 1, op0, op1, crn, crm, op2, cpu -> value, null);
    }
}
