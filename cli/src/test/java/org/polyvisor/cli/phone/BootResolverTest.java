package org.polyvisor.cli.phone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.polyvisor.guests.GuestBuildException;
import org.polyvisor.guests.GuestBuilder;
import org.polyvisor.guests.GuestCache;
import org.polyvisor.guests.Progress;
import org.polyvisor.hypervisor.ConfigurationException;
import org.polyvisor.hypervisor.ConsoleDevice;
import org.polyvisor.hypervisor.DiskConfig;

/** A guest of the cache that has a disk. */
class BootResolverTest {
    private static final BootChoice DEBIAN = debian("", ConsoleDevice.UART);

    @TempDir
    private Path folder;

    private Path cached;
    private BootResolver resolver;

    @BeforeEach
    void fillTheCache() throws IOException {
        Path guest = Files.createDirectories(folder.resolve("cache/guests/debian"));
        Files.writeString(guest.resolve("guest.properties"), "version=1\ninputs=x\ncommandLine=root=/dev/vda\n");
        Files.writeString(guest.resolve("Image"), "kernel");
        cached = Files.writeString(guest.resolve("disk.img"), "original");
        resolver = new BootResolver(
                new GuestBuilder(new GuestCache(folder.resolve("cache")), Progress.NONE), Progress.NONE);
    }

    private static BootChoice debian(String append, ConsoleDevice console) {
        return new BootChoice("debian", null, null, null, append, console);
    }

    @Test
    void kernelIsToldOfAVirtioConsole() {
        BootChoice choice = debian("quiet", ConsoleDevice.VIRTIO);

        assertThat(choice.commandLine("root=/dev/vda")).isEqualTo("root=/dev/vda console=hvc0 quiet");
    }

    @Test
    void consoleThatTheUserNamesStands() {
        BootChoice choice = debian("quiet console=tty0", ConsoleDevice.VIRTIO);

        assertThat(choice.commandLine("")).isEqualTo("quiet console=tty0");
    }

    @Test
    void serialConsoleNeedsNoWord() {
        assertThat(DEBIAN.commandLine("")).isEmpty();
    }

    private Path diskOf(String machine) throws GuestBuildException {
        Boot boot = resolver.resolve(DEBIAN, new MachineHome(folder.resolve("home"), machine));
        assertThat(boot.disks()).hasSize(1);
        DiskConfig disk = boot.disks().getFirst();
        assertThat(disk.readOnly()).isFalse();
        return disk.image();
    }

    @Test
    void machineGetsACopyOfTheCachedDisk() throws Exception {
        Path disk = diskOf("vm");

        Files.writeString(disk, "written by the guest");

        assertThat(disk).isEqualTo(folder.resolve("home/vm-debian.img"));
        assertThat(cached).hasContent("original");
    }

    @Test
    void machineFindsWhatItWrote() throws Exception {
        Files.writeString(diskOf("vm"), "written by the guest");

        Path again = diskOf("vm");

        assertThat(again).hasContent("written by the guest");
    }

    @Test
    void machinesDoNotShareADisk() throws Exception {
        Files.writeString(diskOf("vm"), "written by the guest");

        Path other = diskOf("other");

        assertThat(other).hasContent("original");
    }

    @Test
    void folderThatCannotBeMadeIsNamed() throws IOException {
        Files.writeString(folder.resolve("home"), "a file");

        assertThatThrownBy(() -> diskOf("vm"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(folder.resolve("home/vm-debian.img").toString());
    }
}
