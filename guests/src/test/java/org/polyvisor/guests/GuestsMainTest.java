package org.polyvisor.guests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class GuestsMainTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void listNamesEveryRecipe() {
        int code = run("list");

        assertThat(code).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("trixie-cloud", "u-boot", "debian");
    }

    @Test
    void unknownGuestIsOneLineAndCode2() {
        int code = run("where", "windows");

        assertThat(code).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("polyvisor: unknown guest")
                .hasLineCount(1);
    }

    @Test
    void missingCommandShowsTheUsage() {
        int code = run();

        assertThat(code).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("usage");
    }

    private int run(String... arguments) {
        return GuestsMain.run(
                List.of(arguments),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }
}
