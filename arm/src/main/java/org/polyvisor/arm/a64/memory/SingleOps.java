package org.polyvisor.arm.a64.memory;

import static org.polyvisor.arm.a64.Fields.imm9;
import static org.polyvisor.arm.a64.Fields.rn;
import static org.polyvisor.arm.a64.Fields.rt;
import static org.polyvisor.arm.a64.Fields.size;

import org.polyvisor.arm.a64.Operands;
import org.polyvisor.arm.cpu.Vcpu;

/** Loads and stores of one general register in all addressing modes. Prefetches do nothing. */
public final class SingleOps {
    private SingleOps() {}

    private static int bytes(int insn) {
        return 1 << size(insn);
    }

    /** The base register; an SP that is not a multiple of 16 faults where SCTLR_EL1 says so. */
    static long base(Vcpu cpu, int insn) {
        return cpu.baseAddress(rn(insn));
    }

    static long literal(Vcpu cpu, int insn) {
        return cpu.pc() + (insn << 8 >> 11 & ~3);
    }

    /** Register offset: bit 12 scales by the access size. */
    static long registerOffset(Vcpu cpu, int insn, int scale) {
        long offset = Operands.extend(cpu.x(insn >>> 16 & 31), insn >>> 13 & 7);
        return (insn & 1 << 12) == 0 ? offset : offset << scale;
    }

    private static long unsignedOffset(int insn) {
        return (insn >>> 10 & 0xfffL) << size(insn);
    }

    private static long signExtend(long value, int insn) {
        int unused = 64 - (8 << size(insn));
        return value << unused >> unused;
    }

    private static void loadTo(Vcpu cpu, int insn, long address) {
        cpu.setX(rt(insn), cpu.load(address, bytes(insn)));
    }

    private static void loadSigned(Vcpu cpu, int insn, long address, boolean to64) {
        long value = signExtend(cpu.load(address, bytes(insn)), insn);
        cpu.setX(rt(insn), to64 ? value : value & 0xffff_ffffL);
    }

    private static void storeFrom(Vcpu cpu, int insn, long address) {
        cpu.store(address, bytes(insn), cpu.x(rt(insn)));
    }

    public static void ldrLit(Vcpu cpu, int insn) {
        cpu.setX(rt(insn), cpu.load(literal(cpu, insn), 4 << (insn >>> 30 & 1)));
    }

    public static void ldrswLit(Vcpu cpu, int insn) {
        cpu.setX(rt(insn), (int) cpu.load(literal(cpu, insn), 4));
    }

    public static void prfmLit(Vcpu cpu, int insn) {}

    public static void strUimm(Vcpu cpu, int insn) {
        storeFrom(cpu, insn, base(cpu, insn) + unsignedOffset(insn));
    }

    public static void ldrUimm(Vcpu cpu, int insn) {
        loadTo(cpu, insn, base(cpu, insn) + unsignedOffset(insn));
    }

    public static void ldrsUimmX(Vcpu cpu, int insn) {
        loadSigned(cpu, insn, base(cpu, insn) + unsignedOffset(insn), true);
    }

    public static void ldrsUimmW(Vcpu cpu, int insn) {
        loadSigned(cpu, insn, base(cpu, insn) + unsignedOffset(insn), false);
    }

    public static void prfmUimm(Vcpu cpu, int insn) {}

    public static void stur(Vcpu cpu, int insn) {
        storeFrom(cpu, insn, base(cpu, insn) + imm9(insn));
    }

    public static void ldur(Vcpu cpu, int insn) {
        loadTo(cpu, insn, base(cpu, insn) + imm9(insn));
    }

    public static void ldursX(Vcpu cpu, int insn) {
        loadSigned(cpu, insn, base(cpu, insn) + imm9(insn), true);
    }

    public static void ldursW(Vcpu cpu, int insn) {
        loadSigned(cpu, insn, base(cpu, insn) + imm9(insn), false);
    }

    public static void prfum(Vcpu cpu, int insn) {}

    public static void strPost(Vcpu cpu, int insn) {
        long address = base(cpu, insn);
        storeFrom(cpu, insn, address);
        cpu.setXOrSp(rn(insn), address + imm9(insn));
    }

    // Where a load writes its own base (CONSTRAINED UNPREDICTABLE), the loaded value wins.
    public static void ldrPost(Vcpu cpu, int insn) {
        long address = base(cpu, insn);
        long value = cpu.load(address, bytes(insn));
        cpu.setXOrSp(rn(insn), address + imm9(insn));
        cpu.setX(rt(insn), value);
    }

    private static void loadSignedIndexed(Vcpu cpu, int insn, boolean to64, boolean post) {
        long address = base(cpu, insn);
        long moved = address + imm9(insn);
        long value = signExtend(cpu.load(post ? address : moved, bytes(insn)), insn);
        cpu.setXOrSp(rn(insn), moved);
        cpu.setX(rt(insn), to64 ? value : value & 0xffff_ffffL);
    }

    public static void ldrsPostX(Vcpu cpu, int insn) {
        loadSignedIndexed(cpu, insn, true, true);
    }

    public static void ldrsPostW(Vcpu cpu, int insn) {
        loadSignedIndexed(cpu, insn, false, true);
    }

    public static void sttr(Vcpu cpu, int insn) {
        cpu.storeUnprivileged(base(cpu, insn) + imm9(insn), bytes(insn), cpu.x(rt(insn)));
    }

    public static void ldtr(Vcpu cpu, int insn) {
        cpu.setX(rt(insn), cpu.loadUnprivileged(base(cpu, insn) + imm9(insn), bytes(insn)));
    }

    public static void ldtrsX(Vcpu cpu, int insn) {
        cpu.setX(rt(insn), signExtend(cpu.loadUnprivileged(base(cpu, insn) + imm9(insn), bytes(insn)), insn));
    }

    public static void ldtrsW(Vcpu cpu, int insn) {
        long value = signExtend(cpu.loadUnprivileged(base(cpu, insn) + imm9(insn), bytes(insn)), insn);
        cpu.setX(rt(insn), value & 0xffff_ffffL);
    }

    public static void strPre(Vcpu cpu, int insn) {
        long address = base(cpu, insn) + imm9(insn);
        storeFrom(cpu, insn, address);
        cpu.setXOrSp(rn(insn), address);
    }

    public static void ldrPre(Vcpu cpu, int insn) {
        long address = base(cpu, insn) + imm9(insn);
        long value = cpu.load(address, bytes(insn));
        cpu.setXOrSp(rn(insn), address);
        cpu.setX(rt(insn), value);
    }

    public static void ldrsPreX(Vcpu cpu, int insn) {
        loadSignedIndexed(cpu, insn, true, false);
    }

    public static void ldrsPreW(Vcpu cpu, int insn) {
        loadSignedIndexed(cpu, insn, false, false);
    }

    public static void strReg(Vcpu cpu, int insn) {
        storeFrom(cpu, insn, base(cpu, insn) + registerOffset(cpu, insn, size(insn)));
    }

    public static void ldrReg(Vcpu cpu, int insn) {
        loadTo(cpu, insn, base(cpu, insn) + registerOffset(cpu, insn, size(insn)));
    }

    public static void ldrsRegX(Vcpu cpu, int insn) {
        loadSigned(cpu, insn, base(cpu, insn) + registerOffset(cpu, insn, size(insn)), true);
    }

    public static void ldrsRegW(Vcpu cpu, int insn) {
        loadSigned(cpu, insn, base(cpu, insn) + registerOffset(cpu, insn, size(insn)), false);
    }

    public static void prfmReg(Vcpu cpu, int insn) {}
}
