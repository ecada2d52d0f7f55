package org.polyvisor.guests.deb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DebFileTest {
    @TempDir
    Path folder;

    @Test
    void dataMembersAreShownInOrderWithTheirContent() throws IOException {
        Path deb = new TestPackage()
                .directory("./usr/")
                .file("./usr/greeting", "hello")
                .link("./usr/alias", "greeting")
                .write(folder, "a.deb");

        List<String> seen = list(deb);

        assertThat(seen)
                .containsExactly(
                        "DIRECTORY usr 644 10:28 15 ''",
                        "FILE usr/greeting 644 10:28 15 'hello'",
                        "SYMBOLIC_LINK usr/alias 644 10:28 15 ''");
    }

    @Test
    void controlFilesAreReadByName() throws IOException {
        Path deb = new TestPackage()
                .control("control", "Package: x\n")
                .control("postinst", "#!/bin/sh\n")
                .write(folder, "a.deb");

        Map<String, byte[]> control = new DebFile(deb).control();

        assertThat(control).containsOnlyKeys("control", "postinst");
        assertThat(control.get("control")).asString(StandardCharsets.UTF_8).isEqualTo("Package: x\n");
    }

    @Test
    void gnuLongNamesReplaceTheShortOne() throws IOException {
        String longName = "usr/" + "x".repeat(150);
        Path deb = new TestPackage()
                .raw("././@LongLink", 'L', (longName + "\0").getBytes(StandardCharsets.UTF_8))
                .file("short", "content")
                .write(folder, "a.deb");

        List<String> seen = list(deb);

        assertThat(seen).containsExactly("FILE " + longName + " 644 10:28 15 'content'");
    }

    @Test
    void contentThatNobodyReadsIsSkipped() throws IOException {
        Path deb = new TestPackage()
                .file("big", "x".repeat(100_000))
                .file("next", "y")
                .write(folder, "a.deb");
        List<String> paths = new ArrayList<>();

        new DebFile(deb).visitData((entry, content) -> paths.add(entry.path()));

        assertThat(paths).containsExactly("big", "next");
    }

    @Test
    void climbingPathIsRefused() throws IOException {
        Path deb = new TestPackage().file("./usr/../../etc/passwd", "x").write(folder, "a.deb");

        assertThatThrownBy(() -> list(deb))
                .isInstanceOf(DebFormatException.class)
                .hasMessageContaining("climbs");
    }

    @Test
    void absolutePathIsRefused() throws IOException {
        Path deb = new TestPackage().file("/etc/passwd", "x").write(folder, "a.deb");

        assertThatThrownBy(() -> list(deb))
                .isInstanceOf(DebFormatException.class)
                .hasMessageContaining("absolute");
    }

    @Test
    void climbingHardLinkTargetIsRefused() throws IOException {
        Path deb = new TestPackage().hardLink("./a", "../../etc/shadow").write(folder, "a.deb");

        assertThatThrownBy(() -> list(deb))
                .isInstanceOf(DebFormatException.class)
                .hasMessageContaining("climbs");
    }

    @Test
    void controlCharactersInPathAreRefused() throws IOException {
        Path deb = new TestPackage().file("a\nsif /etc/shadow uid 1000", "x").write(folder, "a.deb");

        assertThatThrownBy(() -> list(deb))
                .isInstanceOf(DebFormatException.class)
                .hasMessageContaining("control");
    }

    @Test
    void enormousMemberIsRefusedBeforeItIsRead() throws IOException {
        Path deb = new TestPackage()
                .claim("a", "77777777777")
                .claim("b", "77777777777")
                .write(folder, "a.deb");

        assertThatThrownBy(() -> list(deb))
                .isInstanceOf(DebFormatException.class)
                .hasMessageContaining("bytes");
    }

    @Test
    void enormousLongNameIsRefusedBeforeItIsRead() throws IOException {
        Path deb =
                new TestPackage().raw("././@LongLink", 'L', new byte[1 << 20]).write(folder, "a.deb");

        assertThatThrownBy(() -> list(deb))
                .isInstanceOf(DebFormatException.class)
                .hasMessageContaining("name");
    }

    @Test
    void memberThatClaimsMoreThanThereIsIsAnError() throws IOException {
        Path deb = new TestPackage().claim("a", "00000100000").write(folder, "a.deb");

        assertThatThrownBy(() -> list(deb))
                .isInstanceOf(DebFormatException.class)
                .hasMessageContaining("ends");
    }

    @Test
    void unknownCompressionIsNamed() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes("!<arch>\n".getBytes(StandardCharsets.US_ASCII));
        TestPackage.ar(bytes, "data.tar.zst", new byte[10]);
        Path deb = Files.write(folder.resolve("a.deb"), bytes.toByteArray());

        assertThatThrownBy(() -> list(deb))
                .isInstanceOf(DebFormatException.class)
                .hasMessageContaining(".zst");
    }

    @Test
    void packageWithoutDataIsAnError() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes("!<arch>\n".getBytes(StandardCharsets.US_ASCII));
        TestPackage.ar(bytes, "debian-binary", new byte[3]);
        Path deb = Files.write(folder.resolve("a.deb"), bytes.toByteArray());

        assertThatThrownBy(() -> list(deb))
                .isInstanceOf(DebFormatException.class)
                .hasMessageContaining("no data.tar");
    }

    @Test
    void everyTruncationIsAnError() throws IOException {
        byte[] whole = new TestPackage().file("a", "some content").bytes();
        List<Integer> accepted = new ArrayList<>();

        for (int length = 0; length < whole.length - 1; length++) {
            Path deb = Files.write(folder.resolve("cut.deb"), Arrays.copyOf(whole, length));
            if (succeeds(deb)) {
                accepted.add(length);
            }
        }

        assertThat(accepted).isEmpty();
    }

    private static boolean succeeds(Path deb) {
        try {
            list(deb);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static List<String> list(Path deb) throws IOException {
        List<String> seen = new ArrayList<>();
        new DebFile(deb)
                .visitData((entry, content) -> seen.add("%s %s %o %d:%d %d '%s'"
                        .formatted(
                                entry.kind(),
                                entry.path(),
                                entry.mode(),
                                entry.owner(),
                                entry.group(),
                                entry.mtime(),
                                new String(content.readAllBytes(), StandardCharsets.UTF_8))));
        return seen;
    }
}
