package org.polyvisor.arm.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The Arm memory model between two vCPUs: the guest program litmus.c counts outcomes that DDI 0487, B2.3, forbids. What
 * it counts under "allowed" may be anything.
 */
@Timeout(300)
class LitmusTest {
    @TempDir
    static Path folder;

    @BeforeAll
    static void toolsAreThere() {
        OracleTools.require(OracleTools.CROSS_GCC, OracleTools.CROSS_OBJCOPY);
    }

    @Test
    void twoVcpusNeverSeeWhatTheMemoryModelForbids() throws InterruptedException {
        byte[] program = MachineProgram.flat(MachineProgram.elf(folder, "litmus", "litmus-start.S", "litmus.c"));

        List<String> lines;
        try (BareMachine machine = new BareMachine(program, 2)) {
            lines = machine.run().lines().toList();
        }

        System.out.println("litmus: " + String.join(", ", lines));
        assertThat(lines).last().isEqualTo("done");
        assertThat(lines.subList(0, lines.size() - 1))
                .hasSize(30)
                .filteredOn(line -> !line.contains("allowed"))
                .allMatch(line -> line.endsWith("=0"));
    }
}
