package org.polyvisor.guests.apt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.polyvisor.guests.Progress;

class AptParsingTest {
    @Test
    void stanzasStandApartByEmptyLines() throws AptException {
        List<PackageInfo> all = PackageInfo.parseAll(List.of(
                "Package: linux-image-arm64",
                "Version: 1:6.12-1",
                "Architecture: arm64",
                "Pre-Depends: linux-base (>= 4)",
                "Depends: linux-image-6.12-arm64 (= 6.12-1), dracut | initramfs-tools, python3:any",
                "Description: text",
                " with: colon",
                "Size: 12",
                "SHA256: ab",
                "",
                "Package: b",
                "Version: 2",
                "Architecture: all",
                "Size: 1",
                "SHA256: cd"));

        assertThat(all)
                .extracting(PackageInfo::fileName)
                .containsExactly("linux-image-arm64_1%3a6.12-1_arm64.deb", "b_2_all.deb");
        assertThat(all.getFirst().depends())
                .containsExactly("linux-base", "linux-image-6.12-arm64", "dracut", "python3");
    }

    @Test
    void stanzaWithoutChecksumIsRefused() {
        assertThatThrownBy(() -> PackageInfo.parse(List.of("Package: a", "Version: 1", "Architecture: all", "Size: 1")))
                .isInstanceOf(AptException.class)
                .hasMessageContaining("SHA256");
    }

    @Test
    void fileMatchesOnlyWithSizeAndChecksum(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("x"), "abc");
        String abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

        assertThat(new PackageInfo("x", "1", "all", List.of(), 3, abc).matches(file))
                .isTrue();
        assertThat(new PackageInfo("x", "1", "all", List.of(), 4, abc).matches(file))
                .isFalse();
        assertThat(new PackageInfo("x", "1", "all", List.of(), 3, "00").matches(file))
                .isFalse();
        assertThat(new PackageInfo("x", "1", "all", List.of(), 3, abc).matches(folder.resolve("y")))
                .isFalse();
    }

    @Test
    void mirrorIsTheFirstDebianArchiveOfTheHost() throws AptException {
        DebianMirror mirror = DebianMirror.fromAddresses(List.of(
                "'https://other.example/apt/dists/cloud-sdk/InRelease' other 0 ",
                "'http://security.example/sec/dists/bookworm-security/InRelease' security 0 ",
                "'http://mirror.example/debian/dists/bookworm/InRelease' mirror 0 ",
                "'http://mirror.example/debian/dists/bookworm/main/binary-amd64/Packages.xz' mirror 0 ",
                "'http://second.example/debian/dists/trixie/InRelease' second 0 "));

        assertThat(mirror).isEqualTo(new DebianMirror("http://mirror.example/debian", "http://security.example/sec"));
    }

    @Test
    void hostWithoutDebianSourcesIsToldWhatToSet() {
        assertThatThrownBy(() -> DebianMirror.fromAddresses(
                        List.of("'http://archive.example/ubuntu/dists/noble/InRelease' ubuntu 0 ")))
                .isInstanceOf(AptException.class)
                .hasMessageContaining("POLYVISOR_DEBIAN_MIRROR");
    }

    @Test
    void securitySuiteIsUsedWhereThereIsOne() {
        DebianMirror mirror = new DebianMirror("http://m.example/debian", "http://s.example/sec");
        Path keyring = Path.of("/k.gpg");

        assertThat(AptConfiguration.sources(mirror, "trixie", keyring)).isEqualTo("""
                        deb [arch=arm64 signed-by=/k.gpg] http://m.example/debian trixie main
                        deb [arch=arm64 signed-by=/k.gpg] http://s.example/sec trixie-security main
                        """);
        assertThat(AptConfiguration.sources(mirror, "sid", keyring)).doesNotContain("security");
    }

    @Test
    void downloadStatusBecomesBytesThatNeverFall() {
        List<Long> heard = new ArrayList<>();
        DownloadStatus status = new DownloadStatus(listener(heard), 2000);

        status.accept("dlstatus:1:0.0000:Retrieving file 1 of 2");
        status.accept("dlstatus:2:50.0:Retrieving: file");
        status.accept("dlstatus:2:25.5:Retrieving file 2 of 2");
        status.accept("dlstatus:2:nonsense:x");
        status.accept("dlstatus");
        status.accept("dlstatus:2:999:x");

        assertThat(heard).containsExactly(1000L, 2000L);
    }

    @Test
    void complaintsBecomeOneLineThatSaysWhatToDo() {
        assertThat(message("W: Failed to fetch x  Temporary failure resolving 'm.example'", "E: Some index files"))
                .startsWith("no network");
        assertThat(message("E: Write error - write (28: No space left on device)"))
                .startsWith("disk full");
        assertThat(message("W: GPG error: x NO_PUBKEY 762F67A0B2C39DE4", "E: The repository is not signed."))
                .contains("debian-archive-keyring");
        assertThat(message("E: Something else")).isEqualTo("apt-get failed: E: Something else");
        assertThat(message()).isEqualTo("apt-get failed: exit code 100");
    }

    private static String message(String... complaints) {
        return String.valueOf(
                AptComplaint.explain("apt-get", 100, List.of(complaints)).getMessage());
    }

    private static Progress listener(List<Long> heard) {
        return new Progress() {
            @Override
            public void step(String what, Unit unit) {}

            @Override
            public void advance(long done, long total) {
                heard.add(done);
            }
        };
    }
}
