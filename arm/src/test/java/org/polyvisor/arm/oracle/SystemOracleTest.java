package org.polyvisor.arm.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Exceptions, page tables, timers and debug registers must look the same to a program here and under QEMU. */
@Timeout(300)
class SystemOracleTest {
    /** What lines begin with where QEMU is wrong; each is explained in docs/oracle-differences.md. */
    private static final List<String> QEMU_IS_WRONG = List.of(
            "clean:",
            "clean to unification:",
            "clean and invalidate:",
            "invalidate:",
            "invalidate code:",
            "u_clean of the kernel's:",
            "u_code_invalidate of the kernel's:",
            "u_daifset:",
            "u_daifclr:",
            " block where none may be:");

    @TempDir
    static Path folder;

    @BeforeAll
    static void toolsAreThere() {
        OracleTools.require(OracleTools.QEMU_SYSTEM, OracleTools.CROSS_GCC, OracleTools.CROSS_OBJCOPY);
    }

    @Test
    void bareMetalProgramPrintsTheSameAsUnderQemu() throws InterruptedException {
        Path program = MachineProgram.elf(folder, "machine-tests", "machine-start.S", "machine-tests.c");

        List<String> theirs = underQemu(program);
        List<String> ours = here(MachineProgram.flat(program));

        assertThat(differences(ours, theirs)).isEmpty();
        assertThat(ours).last().isEqualTo("done");
    }

    private static List<String> underQemu(Path program) {
        return OracleTools.run(List.of(
                        OracleTools.QEMU_SYSTEM,
                        "-M",
                        "virt",
                        "-cpu",
                        "cortex-a76",
                        "-m",
                        "128",
                        "-display",
                        "none",
                        // The network card that the machine would have needs a file of another package.
                        "-nic",
                        "none",
                        "-monitor",
                        "none",
                        "-serial",
                        "stdio",
                        "-kernel",
                        program.toString()))
                .lines()
                .toList();
    }

    private static List<String> here(byte[] program) throws InterruptedException {
        try (BareMachine machine = new BareMachine(program, 1)) {
            return machine.run().lines().toList();
        }
    }

    /** The lines that differ, each with the last heading before it. */
    private static List<String> differences(List<String> ours, List<String> theirs) {
        List<String> differences = new ArrayList<>();
        String heading = "";
        for (int i = 0; i < Math.max(ours.size(), theirs.size()); i++) {
            String mine = i < ours.size() ? ours.get(i) : "(nothing)";
            String other = i < theirs.size() ? theirs.get(i) : "(nothing)";
            heading = mine.startsWith(" ") ? heading : mine;
            if (!mine.equals(other) && QEMU_IS_WRONG.stream().noneMatch(mine::startsWith)) {
                differences.add("%n%s, line %d%n  ours   %s%n  oracle %s".formatted(heading, i + 1, mine, other));
            }
        }
        return differences;
    }
}
