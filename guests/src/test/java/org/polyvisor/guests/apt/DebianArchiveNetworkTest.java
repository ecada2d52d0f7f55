package org.polyvisor.guests.apt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.polyvisor.guests.Progress;

/** Talks to the host's Debian mirror: {@code -Dpolyvisor.network=true}. */
@EnabledIfSystemProperty(named = "polyvisor.network", matches = "true")
class DebianArchiveNetworkTest {
    private static final Path KEYS = Path.of("/usr/share/keyrings");

    @TempDir
    Path folder;

    @Test
    void hostsKeysVerifyEverySuite() throws AptException, IOException {
        DebianArchive archive = new DebianArchive(folder, DebianMirror.find(), Progress.NONE);

        for (String suite : List.of("bookworm", "trixie", "sid")) {
            assertThat(archive.suite(suite, false).show("busybox-static").architecture())
                    .isEqualTo("arm64");
        }
        assertThat(folder.resolve("keyring")).doesNotExist();
    }

    /** The stable release key signs trixie, but not sid: the keyring package of trixie has the keys of sid. */
    @Test
    void keysThatTheHostLacksComeFromASuiteThatItVerifies() throws AptException, IOException {
        Path old = Files.copy(KEYS.resolve("debian-archive-trixie-stable.gpg"), folder.resolve("old.gpg"));
        DebianArchive archive = new DebianArchive(folder, DebianMirror.find(), old, Progress.NONE);

        PackageInfo busybox = archive.suite("sid", false).show("busybox-static");

        assertThat(busybox.name()).isEqualTo("busybox-static");
        assertThat(folder.resolve("keyring/debian-archive-keyring.gpg")).isNotEmptyFile();
    }

    @Test
    void keysOfSomebodyElseVerifyNothing() throws AptException, IOException {
        Path foreign = Files.copy(KEYS.resolve("debian-archive-removed-keys.gpg"), folder.resolve("foreign.gpg"));
        DebianArchive archive = new DebianArchive(folder, DebianMirror.find(), foreign, Progress.NONE);

        assertThatThrownBy(() -> archive.suite("sid", false))
                .isInstanceOf(AptException.class)
                .hasMessageContaining("signature");
        assertThat(folder.resolve("keyring/debian-archive-keyring.gpg")).doesNotExist();
    }
}
