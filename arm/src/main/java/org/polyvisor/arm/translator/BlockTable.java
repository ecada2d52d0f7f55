package org.polyvisor.arm.translator;

import java.util.Arrays;
import org.polyvisor.codegen.ir.Backend;
import org.polyvisor.codegen.ir.MicroBlock;

/**
 * Which host code came from which of the guest's instructions, so that a host address can be named as one of the
 * guest's. Blocks come in the order of their addresses.
 */
final class BlockTable {
    private static final int PIECE = 1 << 14;

    private long[] origins = new long[1024];

    /** Physical address of each block's first instruction. */
    private long[] guests = new long[1024];

    /** Where in {@link #sizes} each block begins. */
    private int[] firsts = new int[1024];

    /** Bytes of host code of each instruction, 255 for more. */
    private byte[] sizes = new byte[16384];

    /** Each instruction, as it was when its block was made, in pieces of {@link #PIECE}: there are hundreds of thousands. */
    private int[][] words = new int[64][];

    private int count;
    private int used;

    /**
     * An instruction of the guest.
     *
     * @param block physical address of the block's first instruction
     * @param index the instruction's number in its block
     */
    record Place(long block, int index) {
        /** The offset of the instruction in its page. */
        int offset() {
            return (int) (block + index * 4L) & 0xfff;
        }
    }

    /** Forgets all blocks. */
    void clear() {
        count = 0;
        used = 0;
    }

    /** Adds the block that {@code backend} has lowered last. */
    void add(long origin, long guest, MicroBlock block, Backend backend) {
        int instructions = block.instructions();
        if (count == origins.length) {
            origins = Arrays.copyOf(origins, count * 2);
            guests = Arrays.copyOf(guests, count * 2);
            firsts = Arrays.copyOf(firsts, count * 2);
        }
        if (used + instructions > sizes.length) {
            sizes = Arrays.copyOf(sizes, Math.max(used + instructions, sizes.length * 2));
        }
        origins[count] = origin;
        guests[count] = guest;
        firsts[count] = used;
        count++;
        for (int i = 0; i < instructions; i++) {
            int from = i == 0 ? 0 : backend.codeOffset(i);
            keep(used, block.word(i));
            int to = i + 1 < instructions ? backend.codeOffset(i + 1) : from + 255;
            sizes[used++] = (byte) Math.min(to - from, 255);
        }
    }

    /** The instruction whose code an address is in, or null if it is in none's. */
    @org.jspecify.annotations.Nullable
    Place find(long host) {
        int block = number(host);
        if (block < 0) {
            return null;
        }
        int end = end(block);
        long distance = host - origins[block];
        int i = firsts[block];
        while (i < end - 1 && distance >= (sizes[i] & 255)) {
            distance -= sizes[i] & 255;
            i++;
        }
        return new Place(guests[block], i - firsts[block]);
    }

    /**
     * Tells the instructions of the block whose code an address is in, up to one of them; none if it is in none's.
     *
     * @param end offset in the page of the first that is left out
     * @param into takes them
     * @return how many there are
     */
    int wordsBefore(long host, int end, int[] into) {
        int block = number(host);
        if (block < 0) {
            return 0;
        }
        int start = (int) guests[block] & 0xfff;
        int first = firsts[block];
        int length = Math.clamp((end - start) / 4, 0, end(block) - first);
        for (int i = 0; i < length; i++) {
            int at = first + i;
            into[i] = words[at / PIECE][at % PIECE];
        }
        return length;
    }

    private void keep(int at, int word) {
        int piece = at / PIECE;
        if (piece == words.length) {
            words = Arrays.copyOf(words, piece * 2);
        }
        if (words[piece] == null) {
            words[piece] = new int[PIECE];
        }
        words[piece][at % PIECE] = word;
    }

    private int number(long host) {
        int at = Arrays.binarySearch(origins, 0, count, host);
        return at >= 0 ? at : -at - 2;
    }

    private int end(int block) {
        return block + 1 < count ? firsts[block + 1] : used;
    }
}
