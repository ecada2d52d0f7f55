package org.polyvisor.guests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class GuestCommandTest {
    @Test
    void parameterIsOneWordOfPlainCharacters() {
        assertThat(GuestCommand.kernelParameter("uname -a; echo \"ü\\n%\""))
                .isEqualTo("polyvisor.run=uname%20-a%3B%20echo%20%22%C3%BC%5Cn%25%22");
    }

    /** The guest's script decodes with these very tools, so the host's shell can show that it gets the text back. */
    @Test
    void shellDecodesWhatWasEncoded() throws IOException, InterruptedException {
        String command = "printf '%s\\n' \"a  b\" | sed 's/a/x/'; echo $((1+2)) ü & wait";
        String value = GuestCommand.kernelParameter(command).substring("polyvisor.run=".length());
        Process shell = new ProcessBuilder(
                        "bash", "-c", "printf '%b' \"$(echo \"$1\" | sed 's/%/\\\\x/g')\"", "-", value)
                .redirectErrorStream(true)
                .start();

        String decoded = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(shell.waitFor()).isZero();
        assertThat(decoded).isEqualTo(command);
    }
}
