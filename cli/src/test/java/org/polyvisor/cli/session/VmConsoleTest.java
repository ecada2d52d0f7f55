package org.polyvisor.cli.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.polyvisor.cli.terminal.OutputPump;
import org.polyvisor.cli.terminal.PipeTerminal;

class VmConsoleTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final OutputPump pump = new OutputPump(new PipeTerminal(new ByteArrayInputStream(new byte[0]), out));
    private final VmConsole console = new VmConsole(pump);

    private void guestWrites(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        console.write(bytes, 0, bytes.length);
    }

    private String screen() {
        pump.flush();
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void hiddenConsoleShowsWhatItKeptWhenShown() {
        guestWrites("before ");
        String hidden = screen();

        console.show();
        guestWrites("after");

        assertThat(hidden).isEmpty();
        assertThat(screen()).isEqualTo("before after");
    }

    @Test
    void hiddenConsoleKeepsTheNewestPart() {
        guestWrites("old" + "x".repeat(64 << 10));

        console.show();

        assertThat(screen()).hasSize(64 << 10).doesNotContain("old");
    }

    @Test
    void keptOutputIsShownOnce() {
        guestWrites("once");
        console.show();
        console.hide();
        guestWrites("twice");
        console.show();

        assertThat(screen()).isEqualTo("oncetwice");
    }
}
