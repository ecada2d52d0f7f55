package org.polyvisor.arm.a64.memory;

import static org.polyvisor.arm.a64.Fields.imm7;
import static org.polyvisor.arm.a64.Fields.is64;
import static org.polyvisor.arm.a64.Fields.rn;
import static org.polyvisor.arm.a64.Fields.rt;
import static org.polyvisor.arm.a64.Fields.rt2;

import org.polyvisor.arm.cpu.Vcpu;

/** Loads and stores of two general registers. Both halves are known not to fault before anything changes. */
public final class PairOps {
    private PairOps() {}

    private static int bytes(int insn) {
        return is64(insn) ? 8 : 4;
    }

    private static long offset(int insn) {
        return imm7(insn) * bytes(insn);
    }

    private static void store(Vcpu cpu, int insn, long address) {
        int bytes = bytes(insn);
        cpu.checkStore(address, bytes * 2, bytes);
        cpu.store(address, bytes, cpu.x(rt(insn)));
        cpu.store(address + bytes, bytes, cpu.x(rt2(insn)));
    }

    /** Loads both, then sets the base (if {@code rn} is to change), then the registers. */
    private static void load(
            Vcpu cpu, int insn, int bytes, boolean signed, long address, boolean writeBack, long moved) {
        long first = cpu.load(address, bytes);
        long second = cpu.load(address + bytes, bytes);
        if (writeBack) {
            cpu.setXOrSp(rn(insn), moved);
        }
        cpu.setX(rt(insn), signed ? (int) first : first);
        cpu.setX(rt2(insn), signed ? (int) second : second);
    }

    public static void stnp(Vcpu cpu, int insn) {
        stp(cpu, insn);
    }

    public static void ldnp(Vcpu cpu, int insn) {
        ldp(cpu, insn);
    }

    public static void stpPost(Vcpu cpu, int insn) {
        long address = SingleOps.base(cpu, insn);
        store(cpu, insn, address);
        cpu.setXOrSp(rn(insn), address + offset(insn));
    }

    public static void ldpPost(Vcpu cpu, int insn) {
        long address = SingleOps.base(cpu, insn);
        load(cpu, insn, bytes(insn), false, address, true, address + offset(insn));
    }

    public static void stp(Vcpu cpu, int insn) {
        store(cpu, insn, SingleOps.base(cpu, insn) + offset(insn));
    }

    public static void ldp(Vcpu cpu, int insn) {
        load(cpu, insn, bytes(insn), false, SingleOps.base(cpu, insn) + offset(insn), false, 0);
    }

    public static void stpPre(Vcpu cpu, int insn) {
        long address = SingleOps.base(cpu, insn) + offset(insn);
        store(cpu, insn, address);
        cpu.setXOrSp(rn(insn), address);
    }

    public static void ldpPre(Vcpu cpu, int insn) {
        long address = SingleOps.base(cpu, insn) + offset(insn);
        load(cpu, insn, bytes(insn), false, address, true, address);
    }

    public static void ldpswPost(Vcpu cpu, int insn) {
        long address = SingleOps.base(cpu, insn);
        load(cpu, insn, 4, true, address, true, address + imm7(insn) * 4);
    }

    public static void ldpsw(Vcpu cpu, int insn) {
        load(cpu, insn, 4, true, SingleOps.base(cpu, insn) + imm7(insn) * 4, false, 0);
    }

    public static void ldpswPre(Vcpu cpu, int insn) {
        long address = SingleOps.base(cpu, insn) + imm7(insn) * 4;
        load(cpu, insn, 4, true, address, true, address);
    }
}
