package org.polyvisor.codegen.x86;

import org.polyvisor.codegen.ir.Micro;
import org.polyvisor.codegen.ir.StateLayout;

/** Where the values of micro-operations are: in host registers, or in the state. */
final class Operands {
    private final Assembler asm;
    private final StateLayout layout;

    Operands(Assembler asm, StateLayout layout) {
        this.asm = asm;
        this.layout = layout;
    }

    /** The state's word at an offset from its base. */
    static long state(int offset) {
        return Mem.at(Registers.STATE, offset - Registers.BIAS);
    }

    /** Where a general register that is not pinned lives. */
    long slot(int value) {
        return state(layout.registers() + value * 8);
    }

    static boolean isInRegister(int value) {
        return Registers.of(value) >= 0;
    }

    /** A register that holds the value: its own, or {@code scratch}, loaded. Leaves the host's flags alone. */
    int use(int value, int scratch) {
        int reg = Registers.of(value);
        if (reg >= 0) {
            return reg;
        }
        load(scratch, value);
        return scratch;
    }

    /** Brings a value into a given register. Leaves the host's flags alone. */
    void load(int reg, int value) {
        int own = Registers.of(value);
        if (own >= 0) {
            if (own != reg) {
                asm.mov(true, reg, own);
            }
        } else if (value == Micro.ZERO) {
            asm.movImm(reg, 0);
        } else {
            asm.load(8, reg, slot(value));
        }
    }

    /** The register to compute a result in: the destination's own, or {@code scratch}. */
    static int target(int d, int scratch) {
        int reg = Registers.of(d);
        return reg >= 0 ? reg : scratch;
    }

    /** To be called when the result is in {@code reg}: puts it where the destination lives. */
    void store(int d, int reg) {
        int own = Registers.of(d);
        if (own >= 0) {
            if (own != reg) {
                asm.mov(true, own, reg);
            }
        } else if (d != Micro.NONE) {
            asm.store(8, slot(d), reg);
        }
    }

    /** Stores a constant where the destination lives; leaves the host's flags alone. */
    void storeImm(int d, long value, int scratch) {
        int own = Registers.of(d);
        if (own >= 0) {
            asm.movImm(own, value);
        } else if (value == (int) value) {
            asm.storeImm(8, slot(d), (int) value);
        } else {
            asm.movImm(scratch, value);
            asm.store(8, slot(d), scratch);
        }
    }

    /** {@code reg op= value}, the value being anywhere; not T0 or T1 where that matters. */
    void alu(int op, boolean wide, int reg, int value) {
        int own = Registers.of(value);
        if (own >= 0) {
            asm.alu(op, wide, reg, own);
        } else if (value == Micro.ZERO) {
            asm.aluImm(op, wide, reg, 0);
        } else {
            asm.aluRM(op, wide, reg, slot(value));
        }
    }
}
