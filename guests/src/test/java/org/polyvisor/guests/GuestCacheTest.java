package org.polyvisor.guests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuestCacheTest {
    @TempDir
    Path folder;

    @Test
    void rootFollowsXdgCacheHome() {
        GuestCache cache = GuestCache.of(Map.of("XDG_CACHE_HOME", "/somewhere"), "/home/me");

        assertThat(cache.root()).isEqualTo(Path.of("/somewhere/polyvisor"));
    }

    @Test
    void rootIsInTheHomeFolderOtherwise() {
        assertThat(GuestCache.of(Map.of(), "/home/me").root()).isEqualTo(Path.of("/home/me/.cache/polyvisor"));
        assertThat(GuestCache.of(Map.of("XDG_CACHE_HOME", "relative"), "/home/me")
                        .root())
                .isEqualTo(Path.of("/home/me/.cache/polyvisor"));
    }

    @Test
    void guestThatWasNeverBuiltIsNotFound() {
        assertThat(new GuestCache(folder).find("sid")).isEmpty();
    }

    @Test
    void publishedGuestIsFoundWithItsFiles() throws IOException {
        GuestCache cache = new GuestCache(folder);

        publish(cache, "sid", "7.0", "inputs");

        BuiltGuest guest = cache.find("sid").orElseThrow();
        assertThat(guest.version()).isEqualTo("7.0");
        assertThat(guest.kernel()).hasContent("kernel 7.0");
        assertThat(guest.initrd()).isNull();
        assertThat(cache.isMadeOf("sid", "inputs")).isTrue();
        assertThat(cache.isMadeOf("sid", "other inputs")).isFalse();
    }

    @Test
    void secondPublicationReplacesTheFirstAsAWhole() throws IOException {
        GuestCache cache = new GuestCache(folder);
        publish(cache, "sid", "7.0", "old");
        Files.writeString(folder.resolve("guests/sid/left-over"), "x");

        publish(cache, "sid", "7.1", "new");

        BuiltGuest guest = cache.find("sid").orElseThrow();
        assertThat(guest.version()).isEqualTo("7.1");
        assertThat(folder.resolve("guests/sid/left-over")).doesNotExist();
        assertThat(folder.resolve("work/sid.old")).doesNotExist();
    }

    @Test
    void damagedPropertiesCountAsNotBuilt() throws IOException {
        GuestCache cache = new GuestCache(folder);
        publish(cache, "sid", "7.0", "inputs");
        Files.writeString(folder.resolve("guests/sid/guest.properties"), "version=\\u00zz");

        assertThat(cache.find("sid")).isEmpty();
        assertThat(cache.isMadeOf("sid", "inputs")).isFalse();
    }

    @Test
    void deletingDoesNotFollowLinks() throws IOException {
        Path outside = Files.createDirectory(folder.resolve("outside"));
        Files.writeString(outside.resolve("precious"), "x");
        Path doomed = Files.createDirectory(folder.resolve("doomed"));
        Files.createSymbolicLink(doomed.resolve("link"), outside);

        GuestCache.delete(doomed);

        assertThat(doomed).doesNotExist();
        assertThat(outside.resolve("precious")).exists();
    }

    private static void publish(GuestCache cache, String name, String version, String inputs) throws IOException {
        Path finished = Files.createDirectory(cache.newWork(name).resolve("guest"));
        Files.writeString(finished.resolve(GuestCache.KERNEL), "kernel " + version);
        cache.publish(name, finished, version, inputs, "");
    }
}
