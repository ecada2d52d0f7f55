package org.polyvisor.arm.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.polyvisor.arm.oracle.TableRow.Kind;

/**
 * Random instruction sequences, every row of the tables in turn, must leave the same state here and under QEMU.
 *
 * <p>{@code -Dpolyvisor.oracle.instructions=N} runs about N instructions, {@code -Dpolyvisor.oracle.seed=S} others than
 * usual, {@code -Dpolyvisor.oracle.rows=REGEX} only rows with matching names.
 */
class InstructionOracleTest {
    private static final long INSTRUCTIONS = Long.getLong("polyvisor.oracle.instructions", 40_000);
    private static final long SEED = Long.getLong("polyvisor.oracle.seed", 20260101);
    private static final String ROWS = System.getProperty("polyvisor.oracle.rows", ".*");

    @TempDir
    static Path folder;

    @BeforeAll
    static void toolsAreThere() {
        OracleTools.require(OracleTools.QEMU_USER, OracleTools.CROSS_GCC, OracleTools.CROSS_OBJDUMP);
    }

    @Test
    void randomSequencesLeaveTheSameStateAsUnderQemu() {
        List<TableRow> rows = rowsUnderTest();
        QemuUser qemu = new QemuUser(folder);
        try (SequenceCpu cpu = new SequenceCpu()) {
            AtomicInteger batches = new AtomicInteger();
            Comparison comparison = new Comparison(batch -> cpu.run(batch, batches.get() % 4 == 3), qemu::run);

            while (comparison.instructions() < INSTRUCTIONS) {
                comparison.run(batch(rows, batches.get()));
                batches.incrementAndGet();
            }

            System.out.printf(
                    "oracle: %d instructions, seed %d, %d rows, failing rows: %s, other failing sequences: %d%n",
                    comparison.instructions(), SEED, rows.size(), comparison.failures(), comparison.unshrunk());
            assertThat(comparison.descriptions()).as("seed %d", SEED).isEmpty();
            assertThat(rows)
                    .allSatisfy(row -> assertThat(comparison.executed(row.number()))
                            .as("how often row %s ran", row.name())
                            .isPositive());
        }
    }

    private static List<TableRow> rowsUnderTest() {
        return TableRow.all().stream()
                .filter(row -> row.kind() != Kind.COPY)
                .filter(row -> row.kind() != Kind.SYSTEM || SystemWords.fits(row))
                .filter(row -> row.name().matches(ROWS))
                .toList();
    }

    /**
     * A batch in which every row is the middle of as many sequences as every other. Integer instructions are mostly among
     * themselves: the interpreter runs those together.
     */
    private static Batch batch(List<TableRow> rows, int number) {
        List<TableRow> memory = ofKinds(rows, EnumSet.of(Kind.MEMORY));
        List<TableRow> others = ofKinds(rows, EnumSet.complementOf(EnumSet.of(Kind.MEMORY)));
        List<TableRow> integer = others.stream().filter(TableRow::isInteger).toList();
        List<Sequence> sequences = new ArrayList<>();
        for (int i = 0; i < Batch.MOST; i++) {
            TableRow row = rows.get((int) (((long) number * Batch.MOST + i) % rows.size()));
            SplittableRandom random = new SplittableRandom(SEED + (long) number * Batch.MOST + i);
            sequences.add(SequenceGenerator.around(
                    row,
                    row.kind() == Kind.MEMORY ? memory : row.isInteger() && i % 4 != 0 ? integer : others,
                    random,
                    Batch.codeOf(i),
                    Batch.arenaOf(i)));
        }
        return new Batch(sequences);
    }

    private static List<TableRow> ofKinds(List<TableRow> rows, EnumSet<Kind> kinds) {
        return rows.stream().filter(row -> kinds.contains(row.kind())).toList();
    }
}
