package org.polyvisor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class StandardOutputTest {
    /** Linux has it for such tests: whoever writes to it is told that no space is left. */
    private static final Path FULL = Path.of("/dev/full");

    @Test
    @EnabledOnOs(OS.LINUX)
    void lossIsRememberedWithItsReason() throws IOException {
        try (FileOutputStream full = new FileOutputStream(FULL.toFile())) {
            StandardOutput output = new StandardOutput(full, FULL);
            new PrintStream(output, true, StandardCharsets.UTF_8).println("lost");

            assertThat(output.loss()).isNotEmpty();
        }
    }

    @Test
    void nothingIsLostOtherwise() {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        StandardOutput output = new StandardOutput(written, FULL);

        new PrintStream(output, true, StandardCharsets.UTF_8).print("kept");

        assertThat(output.loss()).isNull();
        assertThat(written.toString(StandardCharsets.UTF_8)).isEqualTo("kept");
    }
}
