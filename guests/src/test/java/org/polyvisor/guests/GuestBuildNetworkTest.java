package org.polyvisor.guests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.polyvisor.guests.disk.Ext4Image;

/**
 * Builds real guests from the host's Debian mirror and boots them under QEMU, a machine that is not ours:
 * {@code -Dpolyvisor.network=true}. Needs qemu-system-aarch64.
 */
@EnabledIfSystemProperty(named = "polyvisor.network", matches = "true")
@Timeout(1800)
class GuestBuildNetworkTest {
    @TempDir
    Path folder;

    private final List<String> steps = new ArrayList<>();
    private final Progress progress = new Progress() {
        @Override
        public void step(String what, Unit unit) {
            steps.add(what);
        }

        @Override
        public void advance(long done, long total) {}
    };

    @Test
    void defaultGuestRunsACommandAndSwitchesItselfOff() throws Exception {
        BuiltGuest guest = builder().build(GuestCatalog.find(GuestCatalog.DEFAULT), false);

        List<String> console = boot(guest, "mount /dev/vda /mnt && ls /mnt; cat /proc/sys/kernel/hostname; exit 7");

        assertThat(console).contains("lost+found", "polyvisor", "polyvisor: exit status 7");
    }

    @Test
    void secondBuildFetchesNothing() throws Exception {
        builder().build(GuestCatalog.find("u-boot"), false);
        steps.clear();

        BuiltGuest again = builder().build(GuestCatalog.find("u-boot"), false);

        assertThat(again.firmware()).isNotEmptyFile();
        assertThat(steps).isEmpty();
    }

    private GuestBuilder builder() {
        return new GuestBuilder(new GuestCache(folder), progress, new QemuMachine());
    }

    private List<String> boot(BuiltGuest guest, String command) throws IOException, InterruptedException {
        Path disk = EmptyDisk.create(folder);
        List<String> console = new ArrayList<>();
        new QemuMachine()
                .run(
                        new SecondStageRunner.Machine(
                                Objects.requireNonNull(guest.kernel()),
                                Objects.requireNonNull(guest.initrd()),
                                "console=ttyAMA0 quiet " + GuestCommand.kernelParameter(command),
                                disk,
                                512L << 20,
                                1),
                        console::add);
        Ext4Image.check(disk);
        return console;
    }
}
