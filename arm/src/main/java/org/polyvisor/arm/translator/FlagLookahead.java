package org.polyvisor.arm.translator;

import java.util.BitSet;
import org.polyvisor.arm.a64.generated.A64Decoder;
import org.polyvisor.arm.a64.generated.A64Rows;
import org.polyvisor.host.Memory;

/**
 * Finds out whether code at a place in the page sets the flags anew before it reads them, so that a jump there need not
 * keep them. Where something is pending, the {@link Translator} goes on to where they are set. A data abort in between
 * finds the old flags in SPSR_EL1.
 */
final class FlagLookahead {
    private static final int STEPS = 24;

    private long page;

    /** Instructions of the page that dead flags have been concluded from. */
    private final BitSet relied = new BitSet();

    private final BitSet seen = new BitSet();

    /** Guest code is looked at in the page at this host address. */
    void setPage(long page) {
        this.page = page;
    }

    /** Whether the flags are dead at an offset from the start of the page; false outside of it. */
    boolean areFlagsDead(long target) {
        return areFlagsDead(target, STEPS);
    }

    /** The same, looking at up to {@code steps} instructions. */
    boolean areFlagsDead(long target, int steps) {
        seen.clear();
        if (!areDead(target, steps)) {
            return false;
        }
        relied.or(seen);
        return true;
    }

    /** To be called before a block is translated. */
    void begin() {
        relied.clear();
    }

    /** The instructions, by number in the page, that decided that flags are dead: if they change, that may be wrong. */
    BitSet relied() {
        return relied;
    }

    /** The instruction at an offset from the start of the page. */
    int instruction(long offset) {
        return Memory.getInt(page + offset);
    }

    /** Whether an instruction sets all flags, whatever they were. */
    static boolean sets(int row) {
        return switch (row) {
            case A64Rows.ADDS_imm,
                    A64Rows.SUBS_imm,
                    A64Rows.ADDS_shift,
                    A64Rows.SUBS_shift,
                    A64Rows.ADDS_ext,
                    A64Rows.SUBS_ext,
                    A64Rows.ANDS_imm,
                    A64Rows.ANDS_shift,
                    A64Rows.BICS_shift,
                    A64Rows.FCMP,
                    A64Rows.FCMP_zero -> true;
            default -> false;
        };
    }

    private boolean areDead(long from, int budget) {
        long offset = from;
        for (int steps = budget; steps > 0; steps--) {
            if (offset < 0 || offset >= 4096) {
                return false;
            }
            int insn = instruction(offset);
            seen.set((int) offset >>> 2);
            int row = A64Decoder.decode(insn);
            if (sets(row)) {
                return true;
            }
            switch (row) {
                case A64Rows.B -> offset += (long) insn << 38 >> 36;
                case A64Rows.CBZ, A64Rows.CBNZ -> {
                    if (!areDead(offset + (insn << 8 >> 13 << 2), steps / 2)) {
                        return false;
                    }
                    offset += 4;
                }
                case A64Rows.TBZ, A64Rows.TBNZ -> {
                    if (!areDead(offset + (insn << 13 >> 18 << 2), steps / 2)) {
                        return false;
                    }
                    offset += 4;
                }
                default -> {
                    if (!isIndifferent(row)) {
                        return false;
                    }
                    offset += 4;
                }
            }
        }
        return false;
    }

    /** Whether an instruction neither reads nor sets the flags, and goes on to the next or raises a data abort. */
    private static boolean isIndifferent(int row) {
        return row >= A64Rows.ADR && row <= A64Rows.SUB_ext && row != A64Rows.ADDS_ext
                || row >= A64Rows.AND_imm && row <= A64Rows.CRC32C
                || row >= A64Rows.LDR_lit && row <= A64Rows.STP_pre_v && row != A64Rows.CASP
                || row >= A64Rows.FADD && !isFloatingFlagRow(row);
    }

    private static boolean isFloatingFlagRow(int row) {
        return row == A64Rows.FCSEL || row >= A64Rows.FCMP && row <= A64Rows.FCCMP;
    }
}
