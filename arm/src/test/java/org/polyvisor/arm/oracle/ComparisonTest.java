package org.polyvisor.arm.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The comparison finds a wrong instruction and shrinks the sequence to it; tried with an engine made wrong. */
class ComparisonTest {
    private static final int ADD = 0x8b02_0020; // add x0, x1, x2
    private static final int MADD = 0x9b02_7c23; // mul x3, x1, x2
    private static final int EOR = 0xca03_0005; // eor x5, x0, x3

    @BeforeAll
    static void toolsAreThere() {
        OracleTools.require(OracleTools.CROSS_OBJDUMP);
    }

    @Test
    void wrongInstructionInTheMiddleIsShownAlone() {
        try (SequenceCpu cpu = new SequenceCpu()) {
            Comparison comparison = new Comparison(batch -> wrongMultiply(cpu, batch), batch -> cpu.run(batch, true));

            comparison.run(new Batch(List.of(sequence(ADD, MADD, EOR))));

            assertThat(comparison.failures()).containsExactly("MADD");
            assertThat(comparison.descriptions().getFirst())
                    .contains("mul x3, x1, x2")
                    .doesNotContain("eor x5");
        }
    }

    @Test
    void equalEnginesHaveNoFailures() {
        try (SequenceCpu cpu = new SequenceCpu()) {
            Comparison comparison = new Comparison(batch -> cpu.run(batch, false), batch -> cpu.run(batch, true));

            comparison.run(new Batch(List.of(sequence(ADD, MADD, EOR))));

            assertThat(comparison.failures()).isEmpty();
            assertThat(comparison.instructions()).isEqualTo(3);
        }
    }

    private static Sequence sequence(int... words) {
        long[] state = GuestState.random(new SplittableRandom(1));
        state[GuestState.CODE] = Batch.codeOf(0);
        return new Sequence(Batch.codeOf(0), words, new int[Sequence.SLOT / 4], state, Batch.arenaOf(0), new byte[0]);
    }

    /** Runs a batch and changes X3 where a sequence multiplies. */
    private static List<Batch.Result> wrongMultiply(SequenceCpu cpu, Batch batch) {
        List<Batch.Result> results = cpu.run(batch, false);
        for (int i = 0; i < results.size(); i++) {
            boolean multiplies = Arrays.stream(batch.sequences().get(i).words()).anyMatch(word -> word == MADD);
            results.get(i).state()[3] ^= multiplies ? 1 : 0;
        }
        return results;
    }
}
