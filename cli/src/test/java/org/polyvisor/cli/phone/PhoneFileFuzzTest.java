package org.polyvisor.cli.phone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.polyvisor.hypervisor.ConfigurationException;

/** Whatever a phone's file contains, reading it ends with a phone or with one line. */
@Timeout(300)
class PhoneFileFuzzTest {
    private static final int ROUNDS = 4000;
    private static final List<String> PIECES = List.of(
            "{",
            "}",
            "[",
            "]",
            ":",
            ": ",
            "\n",
            "  ",
            "- ",
            "&a ",
            "*a",
            "!!int ",
            "!x ",
            "|\n",
            ">\n",
            "\t",
            "'",
            "\"",
            "%YAML 1.2\n",
            "---\n",
            "...\n",
            "? ",
            "<<: ",
            "~",
            "null",
            "true",
            "-1",
            "1e999",
            "0x7f",
            ".nan",
            "\u0000",
            "9999999999999999999",
            "2147483648",
            "\ud83d\ude00",
            "\u2028",
            "#",
            "name",
            "vms",
            "cpus",
            "classes");

    @TempDir
    private Path folder;

    private final Random random = new Random(20261125);

    @Test
    void onlyConfigurationExceptionsComeOut() throws IOException {
        String example = Files.readString(Examples.folder().resolve("baseband.yaml"));
        List<UnaryOperator<String>> mutations =
                List.of(this::insert, this::delete, this::duplicate, this::swap, this::flip);
        int refused = 0;

        for (int round = 0; round < ROUNDS; round++) {
            String text = example;
            for (int i = random.nextInt(4); i >= 0; i--) {
                text = mutations.get(random.nextInt(mutations.size())).apply(text);
            }
            refused += isRefused(text) ? 1 : 0;
        }

        assertThat(refused).isBetween(ROUNDS / 10, ROUNDS - 1);
    }

    /** Any other exception fails the test. */
    private boolean isRefused(String text) {
        try {
            Path file = folder.resolve("phone.yaml");
            Files.write(file, text.getBytes(StandardCharsets.UTF_8));
            PhoneFile.read(file);
            return false;
        } catch (ConfigurationException e) {
            assertThat(e.getMessage()).doesNotContain("\n").contains("phone.yaml");
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String insert(String text) {
        int at = random.nextInt(text.length() + 1);
        return text.substring(0, at) + PIECES.get(random.nextInt(PIECES.size())) + text.substring(at);
    }

    private String delete(String text) {
        int from = random.nextInt(text.length() + 1);
        int to = Math.min(text.length(), from + random.nextInt(12));
        return text.substring(0, from) + text.substring(to);
    }

    private String duplicate(String text) {
        int from = random.nextInt(text.length() + 1);
        int to = Math.min(text.length(), from + random.nextInt(60));
        return text.substring(0, to) + text.substring(from);
    }

    private String swap(String text) {
        List<String> lines = text.lines().toList();
        String one = lines.get(random.nextInt(lines.size()));
        String other = lines.get(random.nextInt(lines.size()));
        return text.replace(one + "\n", other + "\n");
    }

    private String flip(String text) {
        int at = random.nextInt(text.length() + 1);
        return text.substring(0, at) + (char) random.nextInt(0x250) + text.substring(Math.min(text.length(), at + 1));
    }
}
