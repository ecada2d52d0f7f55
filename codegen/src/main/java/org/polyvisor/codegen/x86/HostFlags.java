package org.polyvisor.codegen.x86;

import static org.polyvisor.codegen.x86.Operands.state;

import org.polyvisor.codegen.ir.Condition;
import org.polyvisor.codegen.ir.StateLayout;

/**
 * Where the guest's flags are while a block is lowered. In memory they are one half-word: SF, ZF and CF (as the guest's
 * C) where LAHF puts them, in the upper byte, and V in bit 0.
 */
final class HostFlags {
    /** Bits of the upper byte in memory. */
    static final int N = 0x80;

    static final int Z = 0x40;
    static final int C = 0x01;

    private static final int IN_MEMORY = 0;
    /** In the host's flags, CF being the guest's C. */
    private static final int CARRY = 1;
    /** In the host's flags, CF being the inverse of the guest's C. */
    private static final int BORROW = 2;

    /** In the host's flags as a floating comparison leaves them. */
    private static final int COMPARED = 3;
    /** The same, but the operands were compared the other way round. */
    private static final int COMPARED_SWAPPED = 4;

    private static final int NONE = -1;

    /** Bits of AX after LAHF: ZF; CF and PF, which only unordered operands set together with it. */
    private static final int EQUAL = 0x4000;

    private static final int UNORDERED = 0x0500;

    /** By condition: the host's after UCOMISD, where one says it. Less is CF, equal ZF, unordered both and PF. */
    private static final int[] AFTER_COMPARISON = {
        NONE, NONE, NONE, NONE, NONE, NONE, Cc.P, Cc.NP, NONE, NONE, Cc.AE, Cc.B, Cc.A, Cc.BE
    };

    private static final int[] AFTER_SWAPPED = {
        NONE, NONE, Cc.BE, Cc.A, Cc.A, Cc.BE, Cc.P, Cc.NP, Cc.B, Cc.AE, NONE, NONE, NONE, NONE
    };

    private static final int[] AFTER_SUB = {
        Cc.E, Cc.NE, Cc.AE, Cc.B, Cc.S, Cc.NS, Cc.O, Cc.NO, Cc.A, Cc.BE, Cc.GE, Cc.L, Cc.G, Cc.LE
    };

    private final Assembler asm;
    private final FloatConstants constants;
    private final int offset;
    private int where = IN_MEMORY;

    HostFlags(Assembler asm, StateLayout layout, FloatConstants constants) {
        this.asm = asm;
        this.constants = constants;
        offset = layout.flags();
    }

    /** What NZCV (bits 3..0) is in memory. */
    static int word(int nzcv) {
        return ((nzcv & 8) != 0 ? N << 8 : 0)
                | ((nzcv & 4) != 0 ? Z << 8 : 0)
                | ((nzcv & 2) != 0 ? C << 8 : 0)
                | nzcv & 1;
    }

    /** The host's flags no longer are the guest's. */
    void lost() {
        where = IN_MEMORY;
    }

    /** Whether the guest's flags are in the host's, which an operation should not change without need. */
    boolean areHeld() {
        return where != IN_MEMORY;
    }

    /** Sets the host's flags to constants, as an addition or, if {@code inverted}, a subtraction leaves them; destroys RAX. */
    void loadConstant(int nzcv, boolean inverted) {
        asm.movImm(Reg.RAX, word(nzcv) ^ (inverted ? C << 8 : 0));
        asm.addAl(0x7f);
        asm.sahf();
    }

    /** An addition or a logical operation just set the host's flags. */
    void setByAddition() {
        where = CARRY;
    }

    /** A subtraction or comparison just set the host's flags. */
    void setBySubtraction() {
        where = BORROW;
    }

    /** Whether operands should be compared the other way round for a condition that is asked for next. */
    static boolean prefersSwapped(int condition) {
        return condition < Condition.AL && AFTER_COMPARISON[condition] == NONE && AFTER_SWAPPED[condition] != NONE;
    }

    /** A floating comparison just set the host's flags; saving them destroys RAX and the scratch register. */
    void setByComparison(boolean swapped, boolean save) {
        where = swapped ? COMPARED_SWAPPED : COMPARED;
        if (save) {
            asm.lahf();
            asm.movzxHigh(Reg.RAX);
            asm.lea(true, Registers.SCRATCH, constants.compared(swapped));
            asm.load(2, Reg.RAX, Mem.at(Registers.SCRATCH, Reg.RAX, 1, 0));
            asm.store(2, state(offset), Reg.RAX);
        }
    }

    /** Where they are; see {@link #save}. */
    int where() {
        return where;
    }

    /** Puts the flags of an integer operation into memory, which the host has as {@code from} says; destroys RAX. */
    void save(int from) {
        if (from != BORROW && from != CARRY) {
            throw new IllegalStateException("flags are nowhere");
        }
        if (from == BORROW) {
            asm.cmc();
            if (where == BORROW) {
                where = CARRY;
            }
        }
        asm.lahf();
        asm.setcc(Cc.O, Reg.RAX);
        asm.store(2, state(offset), Reg.RAX);
    }

    /** Stores constant flags. */
    void storeConstant(int nzcv) {
        asm.storeImm(2, state(offset), word(nzcv));
    }

    /** Makes CF the guest's C, or its inverse. */
    void loadCarry(boolean inverted) {
        if (where != CARRY && where != BORROW) {
            asm.btMemImm(false, state(offset), 8);
            where = CARRY;
        }
        if ((where == BORROW) != inverted) {
            asm.cmc();
        }
    }

    /** Has the host evaluate a condition, and tells which of its own then says so; may destroy RAX. */
    int condition(int condition) {
        if (where == BORROW) {
            return AFTER_SUB[condition];
        }
        if (where == CARRY) {
            return afterAddition(condition);
        }
        if (where != IN_MEMORY) {
            int cc = (where == COMPARED ? AFTER_COMPARISON : AFTER_SWAPPED)[condition];
            if (cc != NONE) {
                return cc;
            }
            where = IN_MEMORY;
            if (condition <= Condition.NE) {
                asm.lahf();
                asm.aluImm(Assembler.AND, false, Reg.RAX, EQUAL | UNORDERED);
                asm.aluImm(Assembler.CMP, false, Reg.RAX, EQUAL);
                return Cc.E ^ condition;
            }
        }
        int kind = condition & ~1;
        int invert = condition & 1;
        return switch (kind) {
            case Condition.EQ -> bit(1, Z) ^ invert;
            case Condition.HS -> bit(1, C) ^ invert;
            case Condition.MI -> bit(1, N) ^ invert;
            case Condition.VS -> bit(0, 1) ^ invert;
            case Condition.HI -> {
                asm.load(1, Reg.RAX, state(offset + 1));
                asm.aluImm(Assembler.AND, false, Reg.RAX, Z | C);
                asm.aluImm(Assembler.CMP, false, Reg.RAX, C);
                yield Cc.E ^ invert;
            }
            default -> {
                asm.load(2, Reg.RAX, state(offset));
                asm.addAl(0x7f);
                asm.sahf();
                where = CARRY;
                yield afterAddition(condition);
            }
        };
    }

    /** The host's condition that a bit of a byte in memory is set. */
    private int bit(int at, int mask) {
        asm.testMemImm8(state(offset + at), mask);
        return Cc.NE;
    }

    private int afterAddition(int condition) {
        return switch (condition) {
            case Condition.HS -> Cc.B;
            case Condition.LO -> Cc.AE;
            case Condition.HI, Condition.LS -> {
                asm.cmc();
                where = BORROW;
                yield AFTER_SUB[condition];
            }
            default -> AFTER_SUB[condition];
        };
    }
}
