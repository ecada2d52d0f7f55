package org.polyvisor.codegen.ir;

import java.util.Arrays;

/**
 * Finds loads and stores of a block whose addresses differ by what is known when it is translated: the same register,
 * unchanged, changed by constants, or copied. Where several of them lie close together, the first can check for all of
 * them that they hit one page; each of the others then needs only what that check found, which waits in a slot.
 *
 * <p>A slot holds what was found or zero, which says that the access has to check for itself. It is zero after whatever
 * may change the page's mapping in between, and that is only the helper.
 */
public final class AccessGroups {
    /** How many groups there can be at a time. */
    public static final int SLOTS = 8;

    /**
     * Bytes from the first to the last of a group at most. The farther apart, the more often a page's end is between
     * them.
     */
    private static final int SPAN = 256;

    private static final int NONE = -1;
    private static final int REGISTERS = 32;

    /** By operation. */
    private int[] groupOf = new int[512];

    private long[] position = new long[512];

    /** By group. */
    private int[] first = new int[64];

    private int[] last = new int[64];
    private long[] low = new long[64];
    private long[] high = new long[64];
    private boolean[] reads = new boolean[64];
    private boolean[] writes = new boolean[64];
    private int[] slot = new int[64];
    private int groups;

    /** By register: which unknown address it holds, and how far behind it it points. */
    private final int[] origin = new int[REGISTERS];

    private final long[] distance = new long[REGISTERS];

    /** By unknown address: its latest group. */
    private int[] open = new int[512 + REGISTERS];

    private int origins;

    /** How many ways out of the block there were so far, and by group, when its first access came. */
    private int exits;

    private int[] exitsAt = new int[64];

    /** Whether any group has more than one access. */
    private boolean shared;

    /** Finds the groups of {@code block}. */
    public void run(MicroBlock block) {
        int size = block.size();
        if (groupOf.length < size) {
            groupOf = new int[size * 2];
            position = new long[size * 2];
        }
        Arrays.fill(groupOf, 0, size, NONE);
        groups = 0;
        shared = false;
        // Most blocks have one access or none: nothing has to be known about their registers.
        int from = 0;
        while (from < size && !isMember(block, from, block.op(from) & Micro.KIND)) {
            from++;
        }
        int to = size - 1;
        while (to > from && !isMember(block, to, block.op(to) & Micro.KIND)) {
            to--;
        }
        if (from < to) {
            group(block, from, to);
        }
    }

    /** The same for what is between the first and the last access. */
    private void group(MicroBlock block, int from, int to) {
        begin(to - from + 1);
        for (int i = from; i <= to; i++) {
            int kind = block.op(i) & Micro.KIND;
            if (isMember(block, i, kind)) {
                join(block, i, kind);
            }
            follow(block, i, kind);
        }
        if (shared) {
            assignSlots(from, to);
        } else {
            Arrays.fill(groupOf, from, to + 1, NONE);
            groups = 0;
        }
    }

    private void begin(int size) {
        origins = 0;
        exits = 0;
        // Each operation gives at most two registers a new address, save the helper's.
        int bound = size * 2 + REGISTERS;
        if (open.length < bound) {
            open = new int[bound * 2];
        }
        for (int r = 0; r < REGISTERS; r++) {
            forget(r);
        }
    }

    private void forget(int register) {
        if (origins == open.length) {
            open = Arrays.copyOf(open, origins * 2);
        }
        open[origins] = NONE;
        origin[register] = origins++;
        distance[register] = 0;
    }

    private static boolean isMember(MicroBlock block, int i, int kind) {
        boolean plain = switch (kind) {
            case Micro.LOAD,
                    Micro.LOAD_PAIR,
                    Micro.STORE,
                    Micro.STORE_PAIR,
                    Micro.LOAD_V,
                    Micro.LOAD_PAIR_V,
                    Micro.STORE_V,
                    Micro.STORE_PAIR_V -> true;
            default -> false;
        };
        return plain && block.a(i) < REGISTERS && (block.c(i) & (Micro.ALIGNED | Micro.USER)) == 0;
    }

    private static boolean isStore(int kind) {
        return kind == Micro.STORE || kind == Micro.STORE_PAIR || kind == Micro.STORE_V || kind == Micro.STORE_PAIR_V;
    }

    private static boolean isPair(int kind) {
        return kind == Micro.LOAD_PAIR
                || kind == Micro.STORE_PAIR
                || kind == Micro.LOAD_PAIR_V
                || kind == Micro.STORE_PAIR_V;
    }

    private void join(MicroBlock block, int i, int kind) {
        int base = origin[block.a(i)];
        long from = distance[block.a(i)] + block.imm(i);
        long to = from + ((isPair(kind) ? 2L : 1L) << (block.c(i) & Micro.SIZE));
        position[i] = from;
        int group = open[base];
        if (group == NONE
                || Math.max(high[group], to) - Math.min(low[group], from) > SPAN
                || first[group] == last[group] && exits != exitsAt[group]) {
            // An access behind a way out may not happen often: it alone is no reason to check for more than one.
            group = newGroup(i, from, to);
            open[base] = group;
        } else {
            shared = true;
        }
        low[group] = Math.min(low[group], from);
        high[group] = Math.max(high[group], to);
        last[group] = i;
        if (isStore(kind)) {
            writes[group] = true;
        } else {
            reads[group] = true;
        }
        groupOf[i] = group;
    }

    private int newGroup(int i, long from, long to) {
        if (groups == first.length) {
            int length = groups * 2;
            first = Arrays.copyOf(first, length);
            last = Arrays.copyOf(last, length);
            low = Arrays.copyOf(low, length);
            high = Arrays.copyOf(high, length);
            reads = Arrays.copyOf(reads, length);
            writes = Arrays.copyOf(writes, length);
            slot = Arrays.copyOf(slot, length);
            exitsAt = Arrays.copyOf(exitsAt, length);
        }
        first[groups] = i;
        exitsAt[groups] = exits;
        low[groups] = from;
        high[groups] = to;
        reads[groups] = false;
        writes[groups] = false;
        slot[groups] = NONE;
        return groups++;
    }

    /** What registers hold behind operation i. */
    private void follow(MicroBlock block, int i, int kind) {
        int d = block.d(i);
        if (kind >= Micro.GOTO_IF && kind <= Micro.GOTO_BIT_CLEAR) {
            exits++;
        }
        switch (kind) {
            case Micro.ADD, Micro.SUB -> {
                if (block.b(i) == Micro.IMM && isCopy(block, i)) {
                    copy(d, block.a(i), kind == Micro.ADD ? block.imm(i) : -block.imm(i));
                } else {
                    change(d);
                }
            }
            case Micro.MOV -> {
                if (block.b(i) != Micro.IMM && isCopy(block, i)) {
                    copy(d, block.a(i), 0);
                } else {
                    change(d);
                }
            }
            case Micro.LOAD_PAIR -> {
                change(d);
                change(block.b(i));
            }
            default -> {
                if (changesOnlyD(kind)) {
                    change(d);
                } else if (!changesNoRegister(kind)) {
                    for (int r = 0; r < REGISTERS; r++) {
                        forget(r);
                    }
                }
            }
        }
    }

    /** Whether an operation changes its general register d and no other, whoever executes it. */
    private static boolean changesOnlyD(int kind) {
        return kind <= Micro.CRC32C
                || kind == Micro.LOAD
                || kind >= Micro.LOAD_EXCLUSIVE && kind <= Micro.COMPARE_SWAP
                || kind == Micro.STATE_LOAD
                || kind == Micro.CLOCK
                || kind == Micro.TO_GENERAL
                || kind == Micro.FLOAT_TO_INT
                || kind == Micro.EXTRACT_V;
    }

    /** Whether an operation, which is none of those, changes no general register. */
    private static boolean changesNoRegister(int kind) {
        return switch (kind) {
            case Micro.STORE,
                    Micro.STORE_PAIR,
                    Micro.ZERO_BLOCK,
                    Micro.PROBE,
                    Micro.PROBE_CODE,
                    Micro.LOAD_V,
                    Micro.STORE_V,
                    Micro.LOAD_PAIR_V,
                    Micro.STORE_PAIR_V,
                    Micro.STATE_STORE,
                    Micro.FENCE,
                    Micro.CHECK_SP,
                    Micro.HELPER_UNLESS_ZERO,
                    Micro.HELPER_END_UNLESS_ZERO,
                    Micro.HELPER_IF_CLEAR -> true;
            default -> kind >= Micro.GOTO;
        };
    }

    private static boolean isCopy(MicroBlock block, int i) {
        return (block.op(i) & Micro.W32) == 0 && block.a(i) < REGISTERS && block.d(i) < REGISTERS;
    }

    private void copy(int d, int a, long further) {
        long to = distance[a] + further;
        origin[d] = origin[a];
        distance[d] = to;
    }

    private void change(int d) {
        if (d >= 0 && d < REGISTERS) {
            forget(d);
        }
    }

    /** Gives slots to groups of more than one, as long as there are any. */
    private void assignSlots(int from, int to) {
        int busy = 0;
        for (int i = from; i <= to; i++) {
            int group = groupOf[i];
            if (group == NONE) {
                continue;
            }
            if (first[group] == i && last[group] != i && busy != (1 << SLOTS) - 1) {
                slot[group] = Integer.numberOfTrailingZeros(~busy);
                busy |= 1 << slot[group];
            }
            if (slot[group] == NONE) {
                groupOf[i] = NONE;
            } else if (last[group] == i) {
                busy &= ~(1 << slot[group]);
            }
        }
    }

    /** Whether operation i is an access that shares its check with others. */
    public boolean isGrouped(int i) {
        return groupOf[i] != NONE;
    }

    /** Whether operation i, which is grouped, is the one that checks for its group. */
    public boolean leads(int i) {
        return first[groupOf[i]] == i;
    }

    /** Where the group of i keeps what it found, 0 to {@link #SLOTS} - 1. */
    public int slot(int i) {
        return slot[groupOf[i]];
    }

    /** From the address of i, which leads its group, to the group's first byte. */
    public long low(int i) {
        return low[groupOf[i]] - position[i];
    }

    /** From the address of i, which leads its group, to the group's last byte. */
    public long high(int i) {
        return high[groupOf[i]] - 1 - position[i];
    }

    /** Whether the group of i has loads. */
    public boolean reads(int i) {
        return reads[groupOf[i]];
    }

    /** Whether the group of i has stores. */
    public boolean writes(int i) {
        return writes[groupOf[i]];
    }

    /** The slots, one a bit, that are in use where the helper comes back from guest instruction {@code n}. */
    public int slotsBehind(MicroBlock block, int n) {
        int slots = 0;
        for (int group = 0; group < groups; group++) {
            if (slot[group] != NONE && block.guest(first[group]) <= n && n < block.guest(last[group])) {
                slots |= 1 << slot[group];
            }
        }
        return slots;
    }
}
