package org.polyvisor.arm.a64.simd;

import static org.polyvisor.arm.a64.Fields.rn;
import static org.polyvisor.arm.a64.Fields.rt;

import org.polyvisor.arm.cpu.Vcpu;

/** LD1 to LD4 and ST1 to ST4 of one lane, and LD1R to LD4R, which fill all lanes. */
public final class LaneStructureOps {
    private LaneStructureOps() {}

    /** How many registers, less one: the opcode's last bit, then R. */
    private static int registers(int insn) {
        return (insn >>> 13 & 1) << 1 | insn >>> 21 & 1;
    }

    /** The element width in bytes as a shift: the opcode's upper bits, where size tells words from doublewords. */
    private static int scale(int insn) {
        int scale = insn >>> 14 & 3;
        return scale == 2 && (insn & 1 << 10) != 0 ? 3 : scale;
    }

    /** Q:S:size, without the bits that an element of this width does not need. */
    private static int lane(int insn, int scale) {
        int number = insn >>> 27 & 8 | insn >>> 10 & 7;
        return number >>> scale;
    }

    private static int oneLane(Vcpu cpu, int insn) {
        int count = registers(insn) + 1;
        int scale = scale(insn);
        int lane = lane(insn, scale);
        int bytes = count << scale;
        long address = cpu.baseAddress(rn(insn));
        if ((insn & 1 << 22) != 0) {
            read(cpu, address, count, scale);
            for (int i = 0; i < count; i++) {
                Lanes.setElement(cpu, rt(insn) + i & 31, 8 << scale, lane, cpu.structure()[i]);
            }
        } else {
            cpu.checkStore(address, bytes, 1 << scale);
            for (int i = 0; i < count; i++) {
                long value = Lanes.element(cpu, rt(insn) + i & 31, 8 << scale, lane);
                cpu.store(address + ((long) i << scale), 1 << scale, value);
            }
        }
        return bytes;
    }

    private static int allLanes(Vcpu cpu, int insn) {
        int count = registers(insn) + 1;
        int scale = insn >>> 10 & 3;
        read(cpu, cpu.baseAddress(rn(insn)), count, scale);
        for (int i = 0; i < count; i++) {
            long copies = cpu.structure()[i] * Lanes.ones(8 << scale);
            cpu.setV(rt(insn) + i & 31, copies, Lanes.isQ(insn) ? copies : 0);
        }
        return count << scale;
    }

    /** Reads one structure; registers change only after all of it could be read. */
    private static void read(Vcpu cpu, long address, int count, int scale) {
        for (int i = 0; i < count; i++) {
            cpu.structure()[i] = cpu.load(address + ((long) i << scale), 1 << scale);
        }
    }

    public static void ldstLane(Vcpu cpu, int insn) {
        oneLane(cpu, insn);
    }

    public static void ldstLanePost(Vcpu cpu, int insn) {
        StructureOps.writeBack(cpu, insn, oneLane(cpu, insn));
    }

    public static void ldAll(Vcpu cpu, int insn) {
        allLanes(cpu, insn);
    }

    public static void ldAllPost(Vcpu cpu, int insn) {
        StructureOps.writeBack(cpu, insn, allLanes(cpu, insn));
    }
}
