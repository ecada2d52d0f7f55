package org.polyvisor.arm.oracle;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.polyvisor.arm.a64.generated.A64Decoder;

/**
 * Makes a random sequence round an instruction of a given row. Base and index registers of loads and stores get initial
 * values that make the address fall into the sequence's arena, so no instruction is spent on arranging it.
 */
final class SequenceGenerator {
    private static final int NOP = 0xd503_201f;

    /** L: what tells a load-exclusive from a store-exclusive. */
    private static final int LOAD_BIT = 1 << 22;

    private final List<TableRow> companions;
    private final SplittableRandom random;
    private final long code;
    private final long arena;
    private final byte[] memory;
    private final long[] state;
    private final int[] literals;
    private final List<Integer> words = new ArrayList<>();

    /** Registers whose initial value something depends on already, or that were written; bit 31 is SP. */
    private int taken;

    private boolean branched;

    private SequenceGenerator(List<TableRow> companions, SplittableRandom random, long code, long arena) {
        this.companions = companions;
        this.random = random;
        this.code = code;
        this.arena = arena;
        state = GuestState.random(random);
        state[GuestState.CODE] = code;
        literals = random.ints(Sequence.SLOT / 4).toArray();
        memory = new byte[arena == 0 ? 0 : Sequence.ARENA];
        for (int i = 0; i < memory.length; i += 8) {
            ByteBuffer.wrap(memory).putLong(i, CornerValues.vectorHalf(random));
        }
    }

    /**
     * Makes a sequence.
     *
     * @param row what one of its instructions is
     * @param companions rows from which the others come
     * @param code where its slot is
     * @param arena where its memory is
     */
    static Sequence around(TableRow row, List<TableRow> companions, SplittableRandom random, long code, long arena) {
        SequenceGenerator generator = new SequenceGenerator(companions, random, code, arena);
        int length = 1 + (random.nextInt(4) == 0 ? 0 : random.nextInt(Sequence.MOST));
        generator.fill(row, length);
        return new Sequence(
                code,
                generator.words.stream().mapToInt(Integer::intValue).toArray(),
                generator.literals,
                generator.state,
                arena,
                generator.memory);
    }

    private void fill(TableRow row, int length) {
        int special = random.nextInt(length);
        for (int i = 0; i < length && words.size() < length; i++) {
            TableRow next = i == special ? row : companions.get(random.nextInt(companions.size()));
            if (!add(next, length)) {
                break;
            }
        }
        while (words.isEmpty()) {
            add(row, length);
        }
        while (row.kind() != TableRow.Kind.MEMORY && words.size() < length) {
            words.add(NOP); // a branch may go there
        }
    }

    private boolean add(TableRow row, int length) {
        return switch (row.kind()) {
            case MEMORY -> addMemory(row);
            case BRANCH -> addBranch(row, length);
            case SYSTEM -> addSystem(row);
            default -> {
                words.add(WordGenerator.next(row, random));
                yield true;
            }
        };
    }

    // ---- loads and stores ----

    private boolean addMemory(TableRow row) {
        int word = WordGenerator.next(row, random);
        MemoryShape shape = MemoryShape.of(word);
        if (shape.literal()) {
            long target = code + (Sequence.MOST + 2 + random.nextInt(3)) * 4L;
            words.add(word & ~(0x7ffff << 5) | (int) (target - pc() >> 2 & 0x7ffff) << 5);
            take(word & 31);
            return true;
        }
        int base = freeRegister(word >>> 5 & 31, true);
        if (base < 0) {
            return false;
        }
        word = word & ~(31 << 5) | base << 5;
        take(base);
        long offset = shape.offset();
        if (shape.index() >= 0) {
            int index = shape.index() == 31 ? 31 : freeRegister(shape.index(), false);
            if (index < 0) {
                return false;
            }
            word = word & ~(31 << 16) | index << 16;
            if (index == 31) {
                offset = 0;
            } else {
                take(index);
                offset = shape.indexOffset(state[index]);
            }
        }
        if (Unpredictable.is(word) || A64Decoder.decode(word) != row.number()) {
            return true; // the chosen base made it so; the sequence goes on without it
        }
        if (shape.exclusive() && (word & LOAD_BIT) == 0 && followsLoadOfOtherSize(word)) {
            return true;
        }
        long target = target(shape);
        state[base] = target - offset;
        makeComparisonsSucceedAtTimes(word, target);
        words.add(word);
        takeOperands(word);
        boolean loadsExclusively = shape.exclusive() && (word & LOAD_BIT) != 0;
        if (loadsExclusively && words.size() < Sequence.MOST) {
            addStoreExclusive(word);
        }
        return true;
    }

    /** Whether a store-exclusive would pair with a load-exclusive of another size, which is CONSTRAINED UNPREDICTABLE. */
    private boolean followsLoadOfOtherSize(int store) {
        return words.stream()
                .anyMatch(w -> isExclusive(w) && (w & LOAD_BIT) != 0 && exclusiveBytes(w) != exclusiveBytes(store));
    }

    private static boolean isExclusive(int word) {
        return (word & 0x3f80_0000) == 0x0800_0000 && ((word & 1 << 21) == 0 || word < 0);
    }

    private static int exclusiveBytes(int word) {
        return (word & 1 << 21) != 0 ? 8 << (word >>> 30 & 1) : 1 << (word >>> 30);
    }

    private long target(MemoryShape shape) {
        int room = Sequence.ARENA - 128;
        int align = shape.alignment();
        if (align == 1) {
            align = 1 << random.nextInt(5);
        }
        return (arena + 64 + random.nextInt(room)) & -align;
    }

    /** CAS, CASP: the register that is compared often holds what is in memory. */
    private void makeComparisonsSucceedAtTimes(int word, long target) {
        boolean compares = (word & 0x3fa0_7c00) == 0x08a0_7c00 || (word & 0xbfa0_7c00) == 0x0820_7c00;
        int register = word >>> 16 & 31;
        if (!compares || register == 31 || random.nextBoolean() || (taken >>> register & 1) != 0) {
            return;
        }
        ByteBuffer bytes = ByteBuffer.wrap(memory).order(ByteOrder.LITTLE_ENDIAN);
        int at = (int) (target - arena);
        boolean pair = (word & 1 << 23) == 0;
        boolean pairOfWords = pair && (word & 1 << 30) == 0;
        state[register] = bytes.getLong(at);
        if (pair && register < 30 && (taken >>> register + 1 & 1) == 0) {
            state[register + 1] = bytes.getLong(pairOfWords ? at + 4 : at + 8);
        }
    }

    /** The store-exclusive that goes with a load-exclusive, most of the time. */
    private void addStoreExclusive(int load) {
        int base = load >>> 5 & 31;
        boolean baseLost = base != 31 && (base == (load & 31) || (load & 1 << 21) != 0 && base == (load >>> 10 & 31));
        if (baseLost || random.nextInt(8) == 0) {
            return;
        }
        for (int i = 0; i < 100; i++) {
            int store = load & ~LOAD_BIT & ~(31 << 16) & ~31
                    | random.nextInt(32) << 16
                    | random.nextInt(32)
                    | (random.nextBoolean() ? 1 << 15 : 0);
            if (!Unpredictable.is(store) && A64Decoder.decode(store) >= 0) {
                words.add(store);
                takeOperands(store);
                return;
            }
        }
    }

    // ---- branches ----

    private boolean addBranch(TableRow row, int length) {
        int word = WordGenerator.next(row, random);
        boolean toRegister = (word & 0xfe00_0000) == 0xd600_0000;
        if (toRegister) {
            return addBranchToRegister(word, length);
        }
        branched = true;
        int from = words.size();
        int distance = 1 + random.nextInt(length - from);
        if ((word & 0x7c00_0000) == 0x1400_0000) {
            word = word & 0xfc00_0000 | distance;
        } else if ((word & 0x7e00_0000) == 0x3600_0000) {
            word = word & ~(0x3fff << 5) | distance << 5;
        } else {
            word = word & ~(0x7ffff << 5) | distance << 5;
        }
        words.add(word);
        return true;
    }

    /** ADR of the target first. */
    private boolean addBranchToRegister(int word, int length) {
        if (words.size() + 2 > Sequence.MOST || branched) {
            words.add(NOP); // an earlier branch might leave out the ADR
            return true;
        }
        branched = true;
        int register = word >>> 5 & 31;
        register = register == 31 ? 30 : register;
        int rest = Math.max(0, length - words.size() - 2);
        int distance = 2 + random.nextInt(rest + 1);
        words.add(0x1000_0000 | distance << 5 | register);
        words.add(word & ~(31 << 5) | register << 5);
        return true;
    }

    // ---- system ----

    private boolean addSystem(TableRow row) {
        words.add(SystemWords.next(row, random));
        return true;
    }

    // ---- registers ----

    private long pc() {
        return code + 4 + words.size() * 4L;
    }

    private void take(int register) {
        taken |= 1 << register;
    }

    /** Whatever may be read or written besides the base; the second register of CASP's pairs too. */
    private void takeOperands(int word) {
        take(word & 31);
        take((word & 31) + 1 & 31);
        take(word >>> 10 & 31);
        take(word >>> 16 & 31);
        take((word >>> 16 & 31) + 1 & 31);
    }

    /** A register whose initial value is still ours to choose, {@code wanted} if possible; -1 if there is none. */
    private int freeRegister(int wanted, boolean stackPointerToo) {
        int candidate = wanted;
        for (int i = 0; i < 32; i++) {
            if ((taken >>> candidate & 1) == 0 && (candidate != 31 || stackPointerToo)) {
                return candidate;
            }
            candidate = candidate + 7 & 31;
        }
        return -1;
    }
}
