package org.polyvisor.guests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to guests in the cache whose RAM disk another version of Polyvisor has made. */
class OldRamDiskTest {
    private static final String KERNEL = GuestCatalog.DEFAULT;
    private static final String SYSTEM = "debian";

    @TempDir
    Path folder;

    private final List<String> steps = new ArrayList<>();
    private GuestCache cache;
    private GuestBuilder builder;

    @BeforeEach
    void open() {
        cache = new GuestCache(folder);
        builder = new GuestBuilder(cache, new Progress() {
            @Override
            public void step(String what, Unit unit) {
                steps.add(what);
            }

            @Override
            public void advance(long done, long total) {}
        });
    }

    private void publish(String name, String content, String inputs) throws IOException {
        Path finished = Files.createDirectory(cache.newWork(name).resolve("guest"));
        Files.writeString(finished.resolve(GuestCache.KERNEL), "kernel " + content);
        Files.writeString(finished.resolve(GuestCache.INITRD), "RAM disk " + content);
        Files.writeString(finished.resolve(GuestCache.DISK), "disk " + content);
        cache.publish(name, finished, "13", inputs, "root=/dev/vda");
    }

    private BuiltGuest ensure(String name) throws GuestBuildException {
        return builder.ensure(GuestCatalog.find(name));
    }

    @Test
    void systemGetsThePresentOneAndKeepsItsDisk() throws Exception {
        publish(KERNEL, "new", RamDisk.with("linux=2"));
        publish(SYSTEM, "old", "sha256=12");

        BuiltGuest system = ensure(SYSTEM);

        assertThat(system.kernel()).hasContent("kernel new");
        assertThat(system.initrd()).hasContent("RAM disk new");
        assertThat(system.disk()).hasContent("disk old");
        assertThat(system.commandLine()).isEqualTo("root=/dev/vda");
        assertThat(cache.isMadeOf(SYSTEM, RamDisk.with("sha256=12"))).isTrue();
        assertThat(steps).isEmpty();
    }

    @Test
    void systemOfTheVersionBeforeGetsThePresentOne() throws Exception {
        publish(KERNEL, "new", RamDisk.with("linux=2"));
        publish(SYSTEM, "old", "initramfs=5 sha256=12");

        assertThat(ensure(SYSTEM).initrd()).hasContent("RAM disk new");
    }

    @Test
    void guestWithThePresentOneIsLeftAlone() throws Exception {
        publish(KERNEL, "new", RamDisk.with("linux=2"));
        publish(SYSTEM, "other", RamDisk.with("sha256=12"));

        assertThat(ensure(SYSTEM).initrd()).hasContent("RAM disk other");
        assertThat(ensure(KERNEL).initrd()).hasContent("RAM disk new");
    }

    @Test
    void guestThatCannotBeMadeAnewIsTakenAsItIs() throws Exception {
        publish(KERNEL, "old", "initramfs=5 linux=1");
        Files.createDirectory(folder.resolve("lock"));

        assertThat(ensure(KERNEL).initrd()).hasContent("RAM disk old");
        assertThat(steps).singleElement().asString().startsWith("guest trixie-cloud stays as an older Polyvisor");
    }
}
