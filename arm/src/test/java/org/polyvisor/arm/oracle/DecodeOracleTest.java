package org.polyvisor.arm.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.polyvisor.arm.a64.generated.A64Decoder;
import org.polyvisor.arm.a64.generated.A64Rows;

/** Which words are instructions must be what LLVM's disassembler says for a processor with our features. */
class DecodeOracleTest {
    private static final int UNIFORM_WORDS = 60_000;
    private static final int WORDS_PER_ROW = 200;
    private static final long SEED = Long.getLong("polyvisor.oracle.seed", 20260101);

    /** What IdRegisters announces; EL3 only so that SMC has a name. */
    private static final String FEATURES =
            "+neon,+fp-armv8,+crc,+lse,+aes,+sha2,+rcpc,+sb,+pan,+uaops,+rdm,+dotprod,+mops,+el3";

    private static final Pattern INVALID = Pattern.compile("^.*:(\\d+):\\d+: warning: invalid instruction encoding$");

    @BeforeAll
    static void toolsAreThere() {
        OracleTools.require(OracleTools.LLVM_MC, OracleTools.CROSS_OBJDUMP);
    }

    @Test
    void uniformlyRandomWordsAreAllocatedAsLlvmSays() {
        int[] words = new SplittableRandom(SEED).ints(UNIFORM_WORDS).toArray();

        List<String> differences = unexplained(words);

        assertThat(differences).as("seed %d", SEED).isEmpty();
    }

    @Test
    void wordsOfAndNearEveryRowAreAllocatedAsLlvmSays() {
        SplittableRandom random = new SplittableRandom(SEED);
        int[] words = TableRow.all().stream()
                .flatMapToInt(row -> IntStream.range(0, WORDS_PER_ROW).map(i -> near(row, random, i)))
                .toArray();

        List<String> differences = unexplained(words);

        assertThat(differences).as("seed %d", SEED).isEmpty();
    }

    /** Every second word has one bit, every fourth two bits changed. */
    private static int near(TableRow row, SplittableRandom random, int i) {
        int word = WordGenerator.candidate(row, random, -1);
        int first = (i & 1) << random.nextInt(32);
        int second = (i & i >> 1 & 1) << random.nextInt(32);
        return word ^ first ^ second;
    }

    private static List<String> unexplained(int[] words) {
        BitSet allocated = allocatedByLlvm(words);
        List<Integer> differing = new ArrayList<>();
        for (int i = 0; i < words.length; i++) {
            boolean ours = A64Decoder.decode(words[i]) >= 0;
            if (ours != allocated.get(i) && !DecodeDifferences.explain(words[i], ours)) {
                differing.add(words[i]);
            }
        }
        int[] shown = differing.stream().mapToInt(Integer::intValue).toArray();
        List<String> listed = Listing.disassemble(shown);
        return IntStream.range(0, shown.length)
                .mapToObj(i -> describe(shown[i], listed.get(i)))
                .sorted()
                .toList();
    }

    private static String describe(int word, String disassembled) {
        int row = A64Decoder.decode(word);
        return row < 0
                ? "UNDEFINED here, LLVM allocates %08x %s".formatted(word, disassembled)
                : "%s here, LLVM rejects %08x %s".formatted(A64Rows.name(row), word, disassembled);
    }

    private static BitSet allocatedByLlvm(int[] words) {
        String input = IntStream.of(words)
                .mapToObj(w ->
                        "0x%02x 0x%02x 0x%02x 0x%02x%n".formatted(w & 255, w >>> 8 & 255, w >>> 16 & 255, w >>> 24))
                .collect(Collectors.joining());
        String output = OracleTools.run(
                List.of(OracleTools.LLVM_MC, "--disassemble", "-triple=aarch64", "-mattr=" + FEATURES),
                input.getBytes(StandardCharsets.UTF_8));
        BitSet allocated = new BitSet();
        allocated.set(0, words.length);
        output.lines()
                .map(INVALID::matcher)
                .filter(Matcher::matches)
                .forEach(m -> allocated.clear(Integer.parseInt(m.group(1)) - 1));
        return allocated;
    }
}
