package org.polyvisor.arm.translator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.polyvisor.arm.a64.generated.A64Decoder;
import org.polyvisor.arm.a64.generated.A64Dispatch;
import org.polyvisor.arm.a64.generated.A64Rows;
import org.polyvisor.arm.cpu.CpuState;
import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.arm.engines.EngineKind;
import org.polyvisor.arm.exception.GuestException;
import org.polyvisor.arm.gen.IsaGenerator;

/** No instruction changes a register that {@link RegisterWrites} does not have. */
class RegisterWritesTest {
    private static final long CODE = SmallMachine.RAM + 0x1_0000;
    private static final long DATA = SmallMachine.RAM + 0x10_0000;
    /** How far from {@link #DATA} on either side instructions may get. */
    private static final long REACH = 0x4_0000;

    /** Of a descriptor: EL0 may use the page, too. */
    private static final long USER = 1 << 6;

    private static final int WORDS_PER_ROW = 1000;
    private static final int REGISTERS = 64;

    private final SplittableRandom random = new SplittableRandom(Long.getLong("polyvisor.programs.seed", 1));

    @Test
    void whatInstructionsChangeIsKnown() throws IOException {
        List<IsaGenerator.Row> rows = IsaGenerator.readTables(Path.of("src/main/isa"));
        List<String> failures = new ArrayList<>();
        List<String> idle = new ArrayList<>();
        try (SmallMachine machine = SmallMachine.of(EngineKind.INTERPRETER, 1)) {
            for (long page = DATA - REACH; page < DATA + REACH; page += 4096) {
                machine.map(page, page, USER);
            }
            Vcpu cpu = machine.prepare(0, CODE);
            for (int row = 0; row < rows.size(); row++) {
                if (isTestable(row) && check(cpu, row, rows.get(row), failures) == 0) {
                    idle.add(A64Rows.name(row));
                }
            }
        }

        assertThat(rows).hasSize(A64Rows.COUNT);
        assertThat(failures).isEmpty();
        assertThat(idle)
                .as("rows of which no instruction was executed to its end")
                .isEmpty();
    }

    /** System instructions change the machine that this runs on; memory copies may change any register. */
    private static boolean isTestable(int row) {
        return row < A64Rows.SVC || row > A64Rows.SETE;
    }

    /** How many instructions of a row have been executed to their ends. */
    private int check(Vcpu cpu, int row, IsaGenerator.Row table, List<String> failures) {
        int executed = 0;
        for (int i = 0; i < WORDS_PER_ROW; i++) {
            int insn = random.nextInt() & ~table.mask() | table.value();
            if (A64Decoder.decode(insn) == row) {
                fill(cpu);
                long[] before = registers(cpu);
                executed += execute(cpu, row, insn) ? 1 : 0;
                long unexpected = changed(before, registers(cpu)) & ~RegisterWrites.of(row, insn);
                if (unexpected != 0) {
                    failures.add("%s %08x changes %x".formatted(A64Rows.name(row), insn, unexpected));
                }
            }
        }
        return executed;
    }

    private static boolean execute(Vcpu cpu, int row, int insn) {
        try {
            A64Dispatch.execute(row, cpu, insn);
            return true;
        } catch (GuestException e) {
            return false;
        }
    }

    /** Addresses in every other general register, and in the stack pointer; small numbers in the rest. */
    private void fill(Vcpu cpu) {
        cpu.state().set(CpuState.PC, CODE);
        cpu.state().setNzcv(random.nextInt(16));
        for (int i = 0; i < 32; i++) {
            boolean isAddress = i == 31 || (i & 1) == 0;
            long value = isAddress ? DATA + random.nextInt(256) * 64L : random.nextInt(256);
            cpu.state().set(i * 8, value);
            cpu.setV(i, random.nextLong(), random.nextLong());
        }
    }

    /** The general registers, the stack pointer, and what tells apart the values of the vector registers. */
    private static long[] registers(Vcpu cpu) {
        long[] values = new long[REGISTERS];
        for (int i = 0; i < 32; i++) {
            values[i] = cpu.xOrSp(i);
            values[32 + i] = cpu.vLow(i) * 31 + cpu.vHigh(i);
        }
        return values;
    }

    private static long changed(long[] before, long[] after) {
        long bits = 0;
        for (int i = 0; i < REGISTERS; i++) {
            bits |= before[i] != after[i] ? 1L << i : 0;
        }
        return bits;
    }
}
