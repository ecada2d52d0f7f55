package org.polyvisor.cli.control;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TopScreenTest {
    private static String shown(String text, int columns, int rows) {
        return TopScreen.frame(text, columns, rows).replaceAll("\033\\[[A-Z]", "");
    }

    @Test
    void whatDoesNotFitTheScreenIsCutOff() {
        String frame = shown("12345\n123\n1\n2\n", 4, 4);

        assertThat(frame).isEqualTo("1234\r\n123\r\n1");
    }

    @Test
    void screenOfOneRowStillShowsTheFirst() {
        assertThat(shown("first\nsecond\n", 80, 1)).isEqualTo("first");
    }
}
