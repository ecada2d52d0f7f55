package org.polyvisor.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineEditorTest {
    private final StringBuilder screen = new StringBuilder();
    private final LineEditor editor = new LineEditor(screen::append);

    private List<String> type(String keys) {
        List<String> lines = new ArrayList<>();
        for (byte key : keys.getBytes(StandardCharsets.ISO_8859_1)) {
            editor.key(key).ifPresent(lines::add);
        }
        return lines;
    }

    @Test
    void enterEndsALine() {
        assertThat(type("info\rcpus\r")).containsExactly("info", "cpus");
    }

    @Test
    void whatIsTypedIsShown() {
        type("info\r");

        assertThat(screen).hasToString("info\r\n");
    }

    @Test
    void backspaceTakesTheLastCharacterAway() {
        assertThat(type("infx\u007fo\r")).containsExactly("info");
    }

    @Test
    void backspaceOnAnEmptyLineDoesNothing() {
        assertThat(type("\b\b\u007fx\r")).containsExactly("x");
    }

    @Test
    void controlUClearsTheLine() {
        assertThat(type("nonsense\u0015quit\r")).containsExactly("quit");
    }

    @Test
    void controlCharactersAndLongLinesAreDropped() {
        assertThat(type("\u001b" + "x".repeat(10_000) + "\r")).containsExactly("x".repeat(256));
    }
}
