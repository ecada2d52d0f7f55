package org.polyvisor.arm.oracle;

import java.util.SplittableRandom;
import org.polyvisor.arm.a64.generated.A64Decoder;
import org.polyvisor.arm.gen.IsaGenerator.Field;

/** Makes random instruction words of a table row; registers collide often and immediates lie at their limits often. */
final class WordGenerator {
    private static final int TRIES = 100_000;

    private WordGenerator() {}

    /** A word that decodes to {@code row} and whose effect the architecture defines. */
    static int next(TableRow row, SplittableRandom random) {
        for (int i = 0; i < TRIES; i++) {
            int word = candidate(row, random, -1);
            if (A64Decoder.decode(word) == row.number() && !Unpredictable.is(word) && !OracleDefects.affect(word)) {
                return word;
            }
        }
        throw new IllegalStateException(row.row().where() + ": found no word that decodes to row " + row.name());
    }

    /**
     * A word with the row's fixed bits; it may decode to another row or to none.
     *
     * @param ignored what the bits are that the row says to ignore
     */
    static int candidate(TableRow row, SplittableRandom random, int ignored) {
        int word = ignored;
        for (Field field : row.row().fields().values()) {
            int ones = (int) ((1L << field.width()) - 1);
            word = word & ~(ones << field.low()) | (fieldValue(field, ones, random) & ones) << field.low();
        }
        return word & ~row.row().mask() | row.row().value();
    }

    private static int fieldValue(Field field, int ones, SplittableRandom random) {
        if (field.name().startsWith("R")) {
            return switch (random.nextInt(8)) {
                case 0 -> 31;
                case 1, 2, 3 -> random.nextInt(6);
                default -> random.nextInt(32);
            };
        }
        return switch (random.nextInt(16)) {
            case 0, 1 -> 0;
            case 2 -> ones;
            case 3 -> 1 << random.nextInt(field.width());
            case 4 -> ones - random.nextInt(Math.min(ones + 1, 8));
            case 5 -> random.nextInt(Math.min(ones + 1, 8));
            default -> random.nextInt();
        };
    }
}
