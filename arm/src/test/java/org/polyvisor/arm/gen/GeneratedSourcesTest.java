package org.polyvisor.arm.gen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.polyvisor.arm.gen.IsaGenerator.Row;

/** The instruction tables and what is generated from them. */
class GeneratedSourcesTest {
    private static final Path ARM = Path.of(".");

    @Test
    void generatedSourcesAreWhatTheTablesSay() throws IOException {
        Map<String, String> expected = new TreeMap<>();
        Map<String, String> present = new TreeMap<>();

        for (Map.Entry<Path, String> file : IsaGenerator.generate(ARM).entrySet()) {
            expected.put(file.getKey().toString(), file.getValue());
            present.put(file.getKey().toString(), Files.readString(file.getKey()));
        }

        assertThat(present)
                .as("run: java arm/src/test/java/org/polyvisor/arm/gen/IsaGenerator.java")
                .isEqualTo(expected);
    }

    @Test
    void leafLoopIsWhatItsGeneratorSays() throws IOException {
        Map<String, String> expected = new TreeMap<>();
        Map<String, String> present = new TreeMap<>();

        for (Map.Entry<Path, String> file : LeafGenerator.generate(ARM).entrySet()) {
            expected.put(file.getKey().toString(), file.getValue());
            present.put(file.getKey().toString(), Files.readString(file.getKey()));
        }

        assertThat(present)
                .as("run: java arm/src/test/java/org/polyvisor/arm/gen/LeafGenerator.java")
                .isEqualTo(expected);
    }

    @Test
    void rowsOverlapOnlyWhereOneFixesMoreBits() throws IOException {
        List<String> ambiguous = new ArrayList<>();

        List<Row> rows = IsaGenerator.readTables(ARM.resolve("src/main/isa"));
        for (int i = 0; i < rows.size(); i++) {
            for (int j = i + 1; j < rows.size(); j++) {
                ambiguous.addAll(ambiguity(rows.get(i), rows.get(j)));
            }
        }

        assertThat(ambiguous).isEmpty();
    }

    /** Rows with conditions are left out: those may keep apart what the fixed bits do not. */
    private static List<String> ambiguity(Row a, Row b) {
        boolean overlap = ((a.value() ^ b.value()) & a.mask() & b.mask()) == 0;
        boolean conditional = !a.conditions().isEmpty() || !b.conditions().isEmpty();
        boolean decided = Integer.bitCount(a.mask()) != Integer.bitCount(b.mask());
        return overlap && !conditional && !decided
                ? List.of(a.where() + " " + a.name() + " and " + b.where() + " " + b.name())
                : List.of();
    }

    @Test
    void rowNamesAreUnique() throws IOException {
        List<String> names = IsaGenerator.readTables(ARM.resolve("src/main/isa")).stream()
                .map(Row::name)
                .toList();

        assertThat(names).doesNotHaveDuplicates();
    }
}
