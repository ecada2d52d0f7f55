package org.polyvisor.arm.translator;

import java.util.BitSet;
import org.polyvisor.arm.a64.generated.A64Decoder;
import org.polyvisor.arm.a64.generated.A64Rows;
import org.polyvisor.host.Memory;

/**
 * Finds out what code at a place in the page needs of the flags that there are when it begins. What sets the flags anew
 * before anything sees the old ones needs nothing; where something is pending there, the {@link Translator} goes on to
 * where they are set. What can be left before that has to find the operands of a {@link FlagRecipe} intact.
 */
final class FlagLookahead {
    /** The code may read the flags. */
    static final int READ = 0;
    /** It does not, but can be left where the operands of a recipe are gone. */
    static final int KEPT = 1;
    /** Wherever the code can be left, a recipe will do. */
    static final int NOTED = 2;
    /** Nobody sees the flags. */
    static final int FREE = 3;

    private static final int STEPS = 24;

    private static final int PAGE = 4096;

    private long page;

    /** Instructions of the page that something has been concluded from. */
    private final BitSet relied = new BitSet();

    private final BitSet seen = new BitSet();

    /** Guest code is looked at in the page at this host address. */
    void setPage(long page) {
        this.page = page;
    }

    /** To be called before a block is translated. */
    void begin() {
        relied.clear();
    }

    /** The instructions, by number in the page, that decided that flags need not be kept: if they change, they may. */
    BitSet relied() {
        return relied;
    }

    /** The instruction at an offset from the start of the page. */
    int instruction(long offset) {
        return Memory.getInt(page + offset);
    }

    /**
     * What becomes of the flags in the code at an offset in the page: {@link #READ}, which it always is outside of the page,
     * {@link #KEPT}, {@link #NOTED} or {@link #FREE}.
     *
     * @param operands of the recipe, in the form of {@link RegisterWrites}
     * @param intact whether there is one
     */
    int need(long target, long operands, boolean intact) {
        seen.clear();
        int need = need(target, operands, intact, STEPS);
        if (need != READ) {
            relied.or(seen);
        }
        return need;
    }

    /** Whether it needs nothing. */
    boolean isFree(long target) {
        return need(target, 0, false) == FREE;
    }

    private int need(long from, long operands, boolean present, int budget) {
        long offset = from;
        boolean intact = present;
        int need = FREE;
        for (int steps = budget; steps > 0; steps--) {
            if (offset < 0 || offset >= PAGE) {
                return READ;
            }
            int insn = instruction(offset);
            seen.set((int) offset >>> 2);
            int row = A64Decoder.decode(insn);
            if (FlagRecipe.sets(row)) {
                return row < A64Rows.FADD ? need : Math.min(need, intact ? NOTED : KEPT);
            }
            switch (row) {
                case A64Rows.B -> offset += (long) insn << 38 >> 36;
                case A64Rows.CBZ, A64Rows.CBNZ, A64Rows.TBZ, A64Rows.TBNZ -> {
                    boolean bits = row == A64Rows.TBZ || row == A64Rows.TBNZ;
                    long distance = bits ? insn << 13 >> 18 << 2 : insn << 8 >> 13 << 2;
                    need = Math.min(need, need(offset + distance, operands, intact, steps / 2));
                    if (need == READ) {
                        return READ;
                    }
                    offset += 4;
                }
                default -> {
                    if (isAccess(row)) {
                        need = Math.min(need, intact ? NOTED : KEPT);
                    } else if (!isArithmetic(row)) {
                        return READ;
                    }
                    intact &= (RegisterWrites.of(row, insn) & operands) == 0;
                    offset += 4;
                }
            }
        }
        return READ;
    }

    /** Whether an instruction neither reads nor sets the flags, and always goes on to the next. */
    private static boolean isArithmetic(int row) {
        return row >= A64Rows.ADR && row <= A64Rows.SUB_ext && row != A64Rows.ADDS_ext
                || row >= A64Rows.AND_imm && row <= A64Rows.CRC32C;
    }

    /** Whether it neither reads nor sets the flags, and goes on to the next or raises an exception. */
    private static boolean isAccess(int row) {
        return row >= A64Rows.LDR_lit && row <= A64Rows.STP_pre_v && row != A64Rows.CASP
                || row >= A64Rows.FADD && row != A64Rows.FCSEL && row != A64Rows.FCCMP;
    }
}
