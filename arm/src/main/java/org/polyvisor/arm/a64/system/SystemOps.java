package org.polyvisor.arm.a64.system;

import static org.polyvisor.arm.a64.Fields.rt;

import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;
import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.arm.sysreg.RegisterTable;
import org.polyvisor.arm.sysreg.StateFields;
import org.polyvisor.arm.sysreg.SystemRegister;
import org.polyvisor.arm.sysreg.Traps;

/** MSR, MRS, barriers, and the way to the cache, TLB and address translation operations. */
public final class SystemOps {
    private static final int NO_REGISTER_AT_EL0 = 0;

    private SystemOps() {}

    public static void clrex(Vcpu cpu, int insn) {
        cpu.clearExclusive();
    }

    public static void dsb(Vcpu cpu, int insn) {
        VarHandle.fullFence();
        cpu.synchronizeBroadcasts();
    }

    public static void dmb(Vcpu cpu, int insn) {
        VarHandle.fullFence();
    }

    public static void isb(Vcpu cpu, int insn) {}

    public static void sb(Vcpu cpu, int insn) {}

    private static int encoding(int insn) {
        return insn >>> 5 & 0xffff;
    }

    public static void msrImm(Vcpu cpu, int insn) {
        cpu.setTrapSyndrome(Traps.syndrome(insn));
        int value = insn >>> 8 & 15;
        int field = insn >>> 16 & 7;
        int op2 = insn >>> 5 & 7;
        StateFields.writeImmediate(cpu, field << 3 | op2, value);
    }

    public static void mrs(Vcpu cpu, int insn) {
        cpu.setTrapSyndrome(Traps.syndrome(insn));
        int encoding = encoding(insn);
        SystemRegister register = RegisterTable.find(encoding);
        if (register == null) {
            cpu.setX(rt(insn), readGic(cpu, encoding));
            return;
        }
        SystemRegister.@Nullable Reader reader = register.reader();
        if (reader == null || cpu.pstate().el < register.minimumLevel()) {
            throw cpu.undefined();
        }
        cpu.setX(rt(insn), reader.read(cpu));
    }

    private static long readGic(Vcpu cpu, int encoding) {
        if (cpu.pstate().el == NO_REGISTER_AT_EL0 || !cpu.gic().isReadable(encoding)) {
            throw cpu.undefined();
        }
        return cpu.gic().readRegister(encoding);
    }

    public static void msrReg(Vcpu cpu, int insn) {
        cpu.setTrapSyndrome(Traps.syndrome(insn));
        int encoding = encoding(insn);
        long value = cpu.x(rt(insn));
        SystemRegister register = RegisterTable.find(encoding);
        if (register == null) {
            if (cpu.pstate().el == NO_REGISTER_AT_EL0 || !cpu.gic().isWritable(encoding)) {
                throw cpu.undefined();
            }
            cpu.gic().writeRegister(encoding, value);
            return;
        }
        SystemRegister.@Nullable Writer writer = register.writer();
        if (writer == null || cpu.pstate().el < register.minimumLevel()) {
            throw cpu.undefined();
        }
        writer.write(cpu, value);
    }

    public static void sys(Vcpu cpu, int insn) {
        cpu.setTrapSyndrome(Traps.syndrome(insn));
        MaintenanceOps.execute(cpu, encoding(insn) & 0x3fff, cpu.x(rt(insn)));
    }

    /** No SYSL operation is implemented. */
    public static void sysl(Vcpu cpu, int insn) {
        throw cpu.undefined();
    }
}
