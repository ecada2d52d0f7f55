package org.polyvisor.arm.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Memory copies and sets of random sizes, places and overlaps, in all their forms, must leave the same registers, flags
 * and memory here and under QEMU, which implements option A too. How many bytes each of the three instructions moves is
 * IMPLEMENTATION DEFINED, so all three are looked at together.
 */
class CopyOracleTest {
    private static final long SEED = Long.getLong("polyvisor.oracle.seed", 20260101);
    private static final int BATCHES = 4;
    private static final int SEQUENCES = 400;
    private static final int ARENA = 24 << 10;
    private static final int[] SIZES = {0, 1, 15, 16, 17, 255, 4095, 4096, 4097, 8191, 8192, 10_000};
    private static final int MOST = 10_000;
    private static final int SMALL = 300;
    private static final int C = 1 << 29;

    private static String qemuProgram = "";

    @TempDir
    static Path folder;

    @BeforeAll
    static void toolsAreThere() {
        OracleTools.require(OracleTools.CROSS_GCC, OracleTools.CROSS_OBJDUMP);
        qemuProgram = OracleTools.qemuUserWithCopies();
    }

    /** The three instructions of a kind. */
    private enum Form {
        COPY_FORWARD(0x1900_0400, 1 << 22, 16),
        COPY(0x1d00_0400, 1 << 22, 16),
        SET(0x19c0_0400, 1 << 14, 4);

        private final int prologue;
        private final int stage;
        private final int options;

        Form(int prologue, int stage, int options) {
            this.prologue = prologue;
            this.stage = stage;
            this.options = options;
        }

        int[] words(int rd, int rs, int rn, int option, int stages) {
            int word = prologue | rs << 16 | option << 12 | rn << 5 | rd;
            int[] words = {word, word + stage, word + 2 * stage};
            return stages == 3 ? words : new int[] {words[1], words[2]};
        }
    }

    @Test
    void copiesAndSetsLeaveTheSameStateAsUnderQemu() {
        QemuUser qemu = new QemuUser(qemuProgram, folder);
        try (SequenceCpu cpu = new SequenceCpu()) {
            AtomicInteger batches = new AtomicInteger();
            Comparison comparison = new Comparison(batch -> cpu.run(batch, batches.get() % 4 == 3), qemu::run);

            for (; batches.get() < BATCHES; batches.incrementAndGet()) {
                comparison.run(batch(batches.get()));
            }

            assertThat(comparison.descriptions()).as("seed %d", SEED).isEmpty();
            assertThat(TableRow.all())
                    .filteredOn(row -> row.kind() == TableRow.Kind.COPY)
                    .hasSize(9)
                    .allSatisfy(row -> assertThat(comparison.executed(row.number()))
                            .as("how often row %s ran", row.name())
                            .isPositive());
        }
    }

    private static Batch batch(int number) {
        List<Sequence> sequences = new ArrayList<>();
        for (int i = 0; i < SEQUENCES; i++) {
            SplittableRandom random = new SplittableRandom(SEED + (long) number * SEQUENCES + i);
            sequences.add(sequence(random, Batch.codeOf(i), Batch.DATA_BASE + Batch.ARENAS + (long) i * ARENA));
        }
        return new Batch(sequences);
    }

    private static Sequence sequence(SplittableRandom random, long code, long arena) {
        Form form = Form.values()[random.nextInt(3)];
        byte[] memory = new byte[ARENA];
        random.nextBytes(memory);
        long[] state = GuestState.random(random);
        state[GuestState.CODE] = code;
        int rd = random.nextInt(31);
        int rs = other(random, rd, rd);
        int rn = other(random, rd, rs);
        int size = size(random);
        int to = random.nextInt(ARENA - size + 1);
        int from = source(random, form, to, size);
        state[rd] = arena + to;
        state[rn] = size;
        if (form != Form.SET) {
            state[rs] = arena + from;
        } else if (random.nextInt(4) == 0) {
            rs = 31;
        }
        int stages = random.nextInt(8) == 0 ? 2 : 3;
        if (stages == 2) {
            // As a prologue that has moved nothing leaves it; with C set, as one of option B would.
            boolean downwards = form == Form.COPY && from < to;
            state[GuestState.NZCV] = random.nextBoolean() ? C : 0;
            if (!downwards) {
                state[rd] += size;
                state[rs == 31 ? rd : rs] += form == Form.SET ? 0 : size;
                state[rn] = -size;
            }
        }
        int[] words = form.words(rd, rs, rn, random.nextInt(form.options), stages);
        int[] literals = random.ints(Sequence.SLOT / 4).toArray();
        return new Sequence(code, words, literals, state, arena, memory);
    }

    private static int size(SplittableRandom random) {
        return switch (random.nextInt(3)) {
            case 0 -> SIZES[random.nextInt(SIZES.length)];
            case 1 -> random.nextInt(SMALL);
            default -> random.nextInt(MOST);
        };
    }

    /** Close to the destination half of the time; where copies go forward only, not below it and overlapping. */
    private static int source(SplittableRandom random, Form form, int to, int size) {
        int room = ARENA - size;
        int any = random.nextInt(room + 1);
        int near = Math.clamp(to + random.nextInt(-64, 65), 0, room);
        int from = random.nextBoolean() ? any : near;
        return form == Form.COPY_FORWARD && from < to && from + size > to ? to : from;
    }

    private static int other(SplittableRandom random, int one, int two) {
        int register = random.nextInt(31);
        while (register == one || register == two) {
            register = (register + 1) % 31;
        }
        return register;
    }
}
