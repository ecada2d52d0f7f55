package org.polyvisor.arm.a64.simd;

import static org.polyvisor.arm.a64.Fields.rm;
import static org.polyvisor.arm.a64.Fields.rn;
import static org.polyvisor.arm.a64.Fields.rt;

import org.polyvisor.arm.cpu.Sctlr;
import org.polyvisor.arm.cpu.Vcpu;

/** LD1 to LD4 and ST1 to ST4 of whole registers. LD1 and ST1 take registers one after the other, the others interleave. */
public final class StructureOps {
    private StructureOps() {}

    private static boolean isLoad(int insn) {
        return (insn & 1 << 22) != 0;
    }

    /** The element width in bytes as a shift: bits 11..10. */
    private static int scale(int insn) {
        return insn >>> 10 & 3;
    }

    /** The post-indexed forms add Rm, or {@code bytes} where it is 31. */
    static void writeBack(Vcpu cpu, int insn, int bytes) {
        long step = rm(insn) == 31 ? bytes : cpu.x(rm(insn));
        cpu.setXOrSp(rn(insn), cpu.xOrSp(rn(insn)) + step);
    }

    /** One to four registers, not interleaved. */
    private static int consecutive(Vcpu cpu, int insn) {
        int registers = switch (insn >>> 12 & 15) {
            case 0b0111 -> 1;
            case 0b1010 -> 2;
            case 0b0110 -> 3;
            default -> 4;
        };
        int bytes = registers * (Lanes.isQ(insn) ? 16 : 8);
        transfer(cpu, insn, registers, 1, bytes);
        return bytes;
    }

    private static int interleaved(Vcpu cpu, int insn, int registers) {
        int bytes = registers * (Lanes.isQ(insn) ? 16 : 8);
        transfer(cpu, insn, registers, registers, bytes);
        return bytes;
    }

    private static void transfer(Vcpu cpu, int insn, int registers, int perStructure, int bytes) {
        long address = cpu.baseAddress(rn(insn));
        if (isLoad(insn)) {
            load(cpu, insn, address, registers, perStructure, bytes);
        } else {
            cpu.checkStore(address, bytes, 1 << scale(insn));
            store(cpu, insn, address, registers, perStructure, bytes);
        }
    }

    /** Whether eight bytes at once are as good as element by element. */
    private static boolean isAccessedByDoublewords(Vcpu cpu, long address) {
        return (address & 7) == 0 || (cpu.registers().sctlr & Sctlr.A) == 0;
    }

    /** Registers change only when everything was read: a fault on the way leaves them as they were. */
    private static void load(Vcpu cpu, int insn, long address, int registers, int perStructure, int bytes) {
        long[] read = cpu.structure();
        int halves = bytes / 8 / registers;
        if (perStructure == 1 && isAccessedByDoublewords(cpu, address)) {
            for (int i = 0; i < bytes / 8; i++) {
                read[i] = cpu.load(address + 8L * i, 8);
            }
        } else {
            loadElements(cpu, address, scale(insn), perStructure, bytes, halves);
        }
        for (int i = 0; i < registers; i++) {
            long high = halves == 2 ? read[2 * i + 1] : 0;
            cpu.setV(rt(insn) + i & 31, read[halves * i], high);
        }
    }

    /** Element by element; {@code halves} is how many doublewords make a register. */
    private static void loadElements(Vcpu cpu, long address, int scale, int perStructure, int bytes, int halves) {
        long[] read = cpu.structure();
        int elementsPerHalf = 8 >>> scale;
        for (int i = 0; i < bytes / 8; i++) {
            read[i] = 0;
        }
        for (int i = 0; i < bytes >>> scale; i++) {
            int element = i / perStructure;
            int half = perStructure == 1
                    ? element / elementsPerHalf
                    : i % perStructure * halves + element / elementsPerHalf;
            long value = cpu.load(address + ((long) i << scale), 1 << scale);
            read[half] |= value << (element % elementsPerHalf * 8 << scale);
        }
    }

    private static void store(Vcpu cpu, int insn, long address, int registers, int perStructure, int bytes) {
        int scale = scale(insn);
        int halves = bytes / 8 / registers;
        if (perStructure == 1 && isAccessedByDoublewords(cpu, address)) {
            for (int i = 0; i < bytes / 8; i++) {
                int register = rt(insn) + i / halves & 31;
                cpu.store(address + 8L * i, 8, i % halves == 0 ? cpu.vLow(register) : cpu.vHigh(register));
            }
            return;
        }
        int elements = halves * 8 >>> scale;
        for (int i = 0; i < bytes >>> scale; i++) {
            int register = perStructure == 1 ? i / elements : i % perStructure;
            int element = perStructure == 1 ? i % elements : i / perStructure;
            long value = Lanes.element(cpu, rt(insn) + register & 31, 8 << scale, element);
            cpu.store(address + ((long) i << scale), 1 << scale, value);
        }
    }

    public static void ldst1(Vcpu cpu, int insn) {
        consecutive(cpu, insn);
    }

    public static void ldst1Post(Vcpu cpu, int insn) {
        writeBack(cpu, insn, consecutive(cpu, insn));
    }

    public static void ldst2(Vcpu cpu, int insn) {
        interleaved(cpu, insn, 2);
    }

    public static void ldst2Post(Vcpu cpu, int insn) {
        writeBack(cpu, insn, interleaved(cpu, insn, 2));
    }

    public static void ldst3(Vcpu cpu, int insn) {
        interleaved(cpu, insn, 3);
    }

    public static void ldst3Post(Vcpu cpu, int insn) {
        writeBack(cpu, insn, interleaved(cpu, insn, 3));
    }

    public static void ldst4(Vcpu cpu, int insn) {
        interleaved(cpu, insn, 4);
    }

    public static void ldst4Post(Vcpu cpu, int insn) {
        writeBack(cpu, insn, interleaved(cpu, insn, 4));
    }
}
