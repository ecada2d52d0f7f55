package org.polyvisor.arm.interpreter;

import java.lang.foreign.Arena;
import org.polyvisor.arm.a64.A64Conditions;
import org.polyvisor.arm.a64.Operands;
import org.polyvisor.host.Memory;

/**
 * All masks of logical immediates, in native memory by N:immr:imms: 64-bit forms first, then 32-bit forms with a zero
 * upper half.
 */
public final class Bitmasks {
    private static final int FORMS = 1 << 13;

    /** Where the table is. */
    public static final long ADDRESS = fill();

    private Bitmasks() {}

    private static long fill() {
        long address = Memory.allocate(Arena.global(), FORMS * 2 * 8L, 64);
        for (int form = 0; form < FORMS; form++) {
            int insn = form << 10;
            if (A64Conditions.validBitmask(insn | 1 << 31)) {
                Memory.putLong(address + form * 8L, Operands.bitmask(insn));
            }
            if (A64Conditions.validBitmask(insn)) {
                Memory.putLong(address + (FORMS + form) * 8L, Operands.bitmask(insn) & 0xffff_ffffL);
            }
        }
        return address;
    }

    /** The index in the table of the mask that an instruction word has. */
    static int index(int insn) {
        return (insn >>> 10 & FORMS - 1) + (insn < 0 ? 0 : FORMS);
    }

    static long mask(int index) {
        return Memory.getLong(ADDRESS + index * 8L);
    }
}
