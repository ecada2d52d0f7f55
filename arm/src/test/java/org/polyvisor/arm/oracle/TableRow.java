package org.polyvisor.arm.oracle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.polyvisor.arm.gen.IsaGenerator;

/**
 * A row of the instruction tables as the tests choose from it.
 *
 * @param number as in A64Rows
 * @param kind what surroundings an instruction of the row needs
 */
record TableRow(int number, IsaGenerator.Row row, Kind kind) {
    /** What has to be arranged so that an instruction can run in a random sequence. */
    enum Kind {
        /** Registers only. */
        DATA_PROCESSING,
        /** An address in the arena. */
        MEMORY,
        /** Registers that three instructions agree on: {@link CopyOracleTest}. */
        COPY,
        /** A target in the sequence. */
        BRANCH,
        /** Depends on the system: mostly tested by the programs that run on a whole machine. */
        SYSTEM
    }

    private static final List<TableRow> ALL = read();

    String name() {
        return row.name();
    }

    /** Whether the row computes or branches with X registers only. */
    boolean isInteger() {
        String handler = row.section().handler();
        return handler.contains(".a64.integer.") || handler.contains(".a64.branch.");
    }

    /** Every row, in the order of its number. */
    static List<TableRow> all() {
        return ALL;
    }

    private static List<TableRow> read() {
        List<TableRow> result = new ArrayList<>();
        try {
            for (IsaGenerator.Row row : IsaGenerator.readTables(Path.of("src/main/isa"))) {
                result.add(new TableRow(result.size(), row, kindOf(row.section().handler())));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.copyOf(result);
    }

    private static Kind kindOf(String handler) {
        if (handler.endsWith("MemoryCopyOps")) {
            return Kind.COPY;
        }
        if (handler.contains(".a64.memory.") || handler.endsWith("StructureOps")) {
            return Kind.MEMORY;
        }
        if (handler.contains(".a64.branch.")) {
            return Kind.BRANCH;
        }
        return handler.contains(".a64.system.") ? Kind.SYSTEM : Kind.DATA_PROCESSING;
    }
}
