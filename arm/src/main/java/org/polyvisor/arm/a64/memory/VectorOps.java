package org.polyvisor.arm.a64.memory;

import static org.polyvisor.arm.a64.Fields.imm7;
import static org.polyvisor.arm.a64.Fields.imm9;
import static org.polyvisor.arm.a64.Fields.rn;
import static org.polyvisor.arm.a64.Fields.rt;
import static org.polyvisor.arm.a64.Fields.rt2;
import static org.polyvisor.arm.a64.Fields.size;

import org.polyvisor.arm.cpu.Vcpu;

/** Loads and stores of B, H, S, D and Q registers, single and in pairs. A load clears the bits above its size. */
public final class VectorOps {
    /** Access sizes as the shift of one byte: Q is four. */
    private static final int Q = 4;

    private VectorOps() {}

    private static void load(Vcpu cpu, int register, int scale, long address) {
        if (scale == Q) {
            cpu.checkAlignment(address, 16);
            long low = cpu.load(address, 8);
            long high = cpu.load(address + 8, 8);
            cpu.setV(register, low, high);
        } else {
            cpu.setV(register, cpu.load(address, 1 << scale), 0);
        }
    }

    private static void store(Vcpu cpu, int register, int scale, long address) {
        if (scale == Q) {
            cpu.checkStore(address, 16, 16);
            cpu.store(address, 8, cpu.vLow(register));
            cpu.store(address + 8, 8, cpu.vHigh(register));
        } else {
            cpu.store(address, 1 << scale, cpu.vLow(register));
        }
    }

    public static void ldrLitV(Vcpu cpu, int insn) {
        load(cpu, rt(insn), size(insn) + 2, SingleOps.literal(cpu, insn));
    }

    private static long unsignedOffset(int insn, int scale) {
        return (insn >>> 10 & 0xfffL) << scale;
    }

    public static void strUimmV(Vcpu cpu, int insn) {
        store(cpu, rt(insn), size(insn), SingleOps.base(cpu, insn) + unsignedOffset(insn, size(insn)));
    }

    public static void ldrUimmV(Vcpu cpu, int insn) {
        load(cpu, rt(insn), size(insn), SingleOps.base(cpu, insn) + unsignedOffset(insn, size(insn)));
    }

    public static void strUimmQ(Vcpu cpu, int insn) {
        store(cpu, rt(insn), Q, SingleOps.base(cpu, insn) + unsignedOffset(insn, Q));
    }

    public static void ldrUimmQ(Vcpu cpu, int insn) {
        load(cpu, rt(insn), Q, SingleOps.base(cpu, insn) + unsignedOffset(insn, Q));
    }

    public static void sturV(Vcpu cpu, int insn) {
        store(cpu, rt(insn), size(insn), SingleOps.base(cpu, insn) + imm9(insn));
    }

    public static void ldurV(Vcpu cpu, int insn) {
        load(cpu, rt(insn), size(insn), SingleOps.base(cpu, insn) + imm9(insn));
    }

    public static void sturQ(Vcpu cpu, int insn) {
        store(cpu, rt(insn), Q, SingleOps.base(cpu, insn) + imm9(insn));
    }

    public static void ldurQ(Vcpu cpu, int insn) {
        load(cpu, rt(insn), Q, SingleOps.base(cpu, insn) + imm9(insn));
    }

    private static void storePost(Vcpu cpu, int insn, int scale) {
        long address = SingleOps.base(cpu, insn);
        store(cpu, rt(insn), scale, address);
        cpu.setXOrSp(rn(insn), address + imm9(insn));
    }

    private static void loadPost(Vcpu cpu, int insn, int scale) {
        long address = SingleOps.base(cpu, insn);
        load(cpu, rt(insn), scale, address);
        cpu.setXOrSp(rn(insn), address + imm9(insn));
    }

    private static void storePre(Vcpu cpu, int insn, int scale) {
        long address = SingleOps.base(cpu, insn) + imm9(insn);
        store(cpu, rt(insn), scale, address);
        cpu.setXOrSp(rn(insn), address);
    }

    private static void loadPre(Vcpu cpu, int insn, int scale) {
        long address = SingleOps.base(cpu, insn) + imm9(insn);
        load(cpu, rt(insn), scale, address);
        cpu.setXOrSp(rn(insn), address);
    }

    public static void strPostV(Vcpu cpu, int insn) {
        storePost(cpu, insn, size(insn));
    }

    public static void ldrPostV(Vcpu cpu, int insn) {
        loadPost(cpu, insn, size(insn));
    }

    public static void strPostQ(Vcpu cpu, int insn) {
        storePost(cpu, insn, Q);
    }

    public static void ldrPostQ(Vcpu cpu, int insn) {
        loadPost(cpu, insn, Q);
    }

    public static void strPreV(Vcpu cpu, int insn) {
        storePre(cpu, insn, size(insn));
    }

    public static void ldrPreV(Vcpu cpu, int insn) {
        loadPre(cpu, insn, size(insn));
    }

    public static void strPreQ(Vcpu cpu, int insn) {
        storePre(cpu, insn, Q);
    }

    public static void ldrPreQ(Vcpu cpu, int insn) {
        loadPre(cpu, insn, Q);
    }

    public static void strRegV(Vcpu cpu, int insn) {
        store(cpu, rt(insn), size(insn), SingleOps.base(cpu, insn) + SingleOps.registerOffset(cpu, insn, size(insn)));
    }

    public static void ldrRegV(Vcpu cpu, int insn) {
        load(cpu, rt(insn), size(insn), SingleOps.base(cpu, insn) + SingleOps.registerOffset(cpu, insn, size(insn)));
    }

    public static void strRegQ(Vcpu cpu, int insn) {
        store(cpu, rt(insn), Q, SingleOps.base(cpu, insn) + SingleOps.registerOffset(cpu, insn, Q));
    }

    public static void ldrRegQ(Vcpu cpu, int insn) {
        load(cpu, rt(insn), Q, SingleOps.base(cpu, insn) + SingleOps.registerOffset(cpu, insn, Q));
    }

    private static long pairOffset(int insn) {
        return imm7(insn) << size(insn) + 2;
    }

    private static void storePair(Vcpu cpu, int insn, long address) {
        int scale = size(insn) + 2;
        cpu.checkStore(address, 2 << scale, 1 << scale);
        store(cpu, rt(insn), scale, address);
        store(cpu, rt2(insn), scale, address + (1L << scale));
    }

    /** Nothing is set before both halves of both registers are there. */
    private static void loadPair(Vcpu cpu, int insn, long address) {
        int scale = size(insn) + 2;
        long second = address + (1L << scale);
        if (scale == Q) {
            cpu.checkAlignment(address, 16);
            long low = cpu.load(address, 8);
            long high = cpu.load(address + 8, 8);
            load(cpu, rt2(insn), scale, second);
            cpu.setV(rt(insn), low, high);
        } else {
            long low = cpu.load(address, 1 << scale);
            load(cpu, rt2(insn), scale, second);
            cpu.setV(rt(insn), low, 0);
        }
    }

    public static void stnpV(Vcpu cpu, int insn) {
        storePair(cpu, insn, SingleOps.base(cpu, insn) + pairOffset(insn));
    }

    public static void ldnpV(Vcpu cpu, int insn) {
        loadPair(cpu, insn, SingleOps.base(cpu, insn) + pairOffset(insn));
    }

    public static void stpPostV(Vcpu cpu, int insn) {
        long address = SingleOps.base(cpu, insn);
        storePair(cpu, insn, address);
        cpu.setXOrSp(rn(insn), address + pairOffset(insn));
    }

    public static void ldpPostV(Vcpu cpu, int insn) {
        long address = SingleOps.base(cpu, insn);
        loadPair(cpu, insn, address);
        cpu.setXOrSp(rn(insn), address + pairOffset(insn));
    }

    public static void stpV(Vcpu cpu, int insn) {
        storePair(cpu, insn, SingleOps.base(cpu, insn) + pairOffset(insn));
    }

    public static void ldpV(Vcpu cpu, int insn) {
        loadPair(cpu, insn, SingleOps.base(cpu, insn) + pairOffset(insn));
    }

    public static void stpPreV(Vcpu cpu, int insn) {
        long address = SingleOps.base(cpu, insn) + pairOffset(insn);
        storePair(cpu, insn, address);
        cpu.setXOrSp(rn(insn), address);
    }

    public static void ldpPreV(Vcpu cpu, int insn) {
        long address = SingleOps.base(cpu, insn) + pairOffset(insn);
        loadPair(cpu, insn, address);
        cpu.setXOrSp(rn(insn), address);
    }
}
