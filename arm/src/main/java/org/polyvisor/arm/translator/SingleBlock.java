package org.polyvisor.arm.translator;

import java.util.BitSet;
import java.util.stream.IntStream;
import org.polyvisor.arm.a64.generated.A64Rows;
import org.polyvisor.codegen.ir.Micro;
import org.polyvisor.codegen.ir.MicroBlock;
import org.polyvisor.host.Memory;

/**
 * A block that returns to the engine at its end. It consists of instructions that can be executed, taken back and
 * executed again: they change only registers and memory, and depend on nothing else.
 *
 * @param words the guest's instructions
 * @param rows their table rows
 * @param ahead offsets in the page of other instructions that it relies on
 * @param aheadWords what these were
 * @param origin where the host code begins; 0 in {@link #NONE}
 */
record SingleBlock(int[] words, int[] rows, int[] ahead, int[] aheadWords, long origin) {
    /** There is no such block: its first instruction is not one of those. */
    static final SingleBlock NONE = new SingleBlock(new int[0], new int[0], new int[0], new int[0], 0);

    private static final int UNALLOCATED = 0xfff;

    /**
     * A block that has been made.
     *
     * @param relied numbers in the page of the instructions that it relies on
     * @param host where the guest's page is
     */
    static SingleBlock of(MicroBlock block, BitSet relied, long host, long origin) {
        int[] words = new int[block.instructions()];
        int[] rows = new int[words.length];
        for (int i = 0; i < words.length; i++) {
            words[i] = block.word(i);
            rows[i] = block.row(i);
        }
        int[] ahead = relied.stream().map(number -> number * 4).toArray();
        int[] aheadWords =
                IntStream.of(ahead).map(at -> Memory.getInt(host + at)).toArray();
        return new SingleBlock(words, rows, ahead, aheadWords, origin);
    }

    /** How many instructions from the beginning of {@code block} on are fit for a single block. */
    static int comparable(MicroBlock block) {
        boolean[] helped = new boolean[block.instructions()];
        for (int i = 0; i < block.size(); i++) {
            int kind = block.op(i) & Micro.KIND;
            helped[block.guest(i)] |= kind == Micro.HELPER || kind == Micro.HELPER_END;
        }
        int count = 0;
        while (count < helped.length && isFit(block.row(count), block.word(count), helped[count])) {
            count++;
            if (isBranchToNext(block.row(count - 1), block.word(count - 1))) {
                // Taken or not is the same to the guest, but one ends the block.
                break;
            }
        }
        return count;
    }

    private static boolean isBranchToNext(int row, int word) {
        return switch (row) {
            case A64Rows.B_cond, A64Rows.CBZ, A64Rows.CBNZ -> (word << 8 >> 13) == 1;
            case A64Rows.TBZ, A64Rows.TBNZ -> (word << 13 >> 18) == 1;
            default -> false;
        };
    }

    /** System instructions that are left to the helper act on more than registers and memory, or read the time. */
    private static boolean isFit(int row, int word, boolean helped) {
        if (row == UNALLOCATED) {
            return false;
        }
        if (row < A64Rows.SVC || row > A64Rows.MRS) {
            return true;
        }
        return !helped && !(row == A64Rows.MRS && isTimeDependent(word));
    }

    /** Counters and timers have CRn 14; random numbers CRn 2, CRm 4. */
    private static boolean isTimeDependent(int word) {
        return (word >>> 12 & 15) == 14 || (word >>> 8 & 255) == 0x24;
    }

    boolean isNone() {
        return origin == 0;
    }

    /** Whether the guest's memory still holds what the block was made from. */
    boolean isCurrent(long host, int offset) {
        for (int i = 0; i < words.length; i++) {
            if (Memory.getInt(host + offset + i * 4L) != words[i]) {
                return false;
            }
        }
        for (int i = 0; i < ahead.length; i++) {
            if (Memory.getInt(host + ahead[i]) != aheadWords[i]) {
                return false;
            }
        }
        return true;
    }
}
