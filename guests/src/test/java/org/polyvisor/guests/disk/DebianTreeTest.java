package org.polyvisor.guests.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.polyvisor.guests.deb.TestPackage;

/** Makes real images with the host's e2fsprogs, which every Debian has. */
class DebianTreeTest {
    private static final long SIZE = 256 << 20;

    @TempDir
    Path folder;

    @Test
    void imageIsCleanAndHoldsThePackagesUnderTheirOwners() throws IOException {
        Path image = build(new TestPackage()
                .control("control", "Package: demo\nVersion: 1\nArchitecture: all\n")
                .control("conffiles", "/etc/demo.conf\n")
                .control("postinst", "#!/bin/sh\n")
                .control("triggers", "interest-noawait ldconfig\ninterest /usr/share/demo\nactivate other\n")
                .directory("./")
                .file("./etc/demo.conf", "abc")
                .file("./bin/demo", "run"));

        assertThat(debugfs(image, "stat /usr/bin/demo")).contains("User:    10   Group:    28");
        assertThat(Ext4Image.read(image, "/usr/bin/demo")).endsWith("run");
        assertThat(Ext4Image.read(image, "/var/lib/dpkg/status"))
                .contains("Package: demo\n")
                .contains("Status: install ok unpacked\n")
                .contains("Conffiles:\n /etc/demo.conf 900150983cd24fb0d6963f7d28e17f72\n");
        assertThat(Ext4Image.read(image, "/var/lib/dpkg/info/demo.list")).contains("/.\n/etc/demo.conf\n/bin/demo\n");
        assertThat(Ext4Image.read(image, "/var/lib/dpkg/triggers/ldconfig")).endsWith("demo/noawait\n");
        assertThat(Ext4Image.read(image, "/var/lib/dpkg/triggers/File")).endsWith("/usr/share/demo demo\n");
        assertThat(debugfs(image, "stat /var/lib/dpkg/info/demo.postinst")).contains("Mode:  0755");
    }

    @Test
    void rootOwnsTheRootDirectoryAndOurOwnFiles() throws IOException {
        Path image = build(new TestPackage().control("control", "Package: demo\nArchitecture: all\n"));

        assertThat(debugfs(image, "stat /")).contains("User:     0   Group:     0");
        assertThat(debugfs(image, "stat " + DebianTree.SECOND_STAGE)).contains("User:     0   Group:     0");
    }

    @Test
    void packagesOfSeveralArchitecturesAreKeptApart() throws IOException {
        Path image =
                build(new TestPackage().control("control", "Package: lib\nArchitecture: arm64\nMulti-Arch: same\n"));

        assertThat(debugfs(image, "ls -p /var/lib/dpkg/info")).contains("/lib:arm64.list/");
    }

    @Test
    void addedFilesAreOnTheImage() throws IOException {
        Path image = build(new TestPackage().control("control", "Package: demo\nArchitecture: all\n"));

        assertThat(Ext4Image.read(image, "/etc/extra/rule")).isEqualTo("added\n");
    }

    @Test
    void imageIsSparse() throws IOException {
        Path image = build(new TestPackage().control("control", "Package: demo\nArchitecture: all\n"));

        assertThat(Files.size(image)).isEqualTo(SIZE);
        assertThat(allocated(image)).isLessThan(SIZE / 2);
    }

    @Test
    void damagedImageFailsTheCheck() throws IOException {
        Path image = build(new TestPackage().control("control", "Package: demo\nArchitecture: all\n"));
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.seek(1024 + 12);
            file.writeInt(0);
        }

        assertThatThrownBy(() -> Ext4Image.check(image))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("damaged");
    }

    private Path build(TestPackage contents) throws IOException {
        Path deb = contents.write(folder, "demo.deb");
        Path image = folder.resolve("disk.img");
        Path scratch = Files.createDirectory(folder.resolve("scratch"));
        DebianTree.build(List.of(deb), "", Map.of("etc/extra/rule", "added\n"), image, SIZE, scratch, done -> {});
        return image;
    }

    private static String debugfs(Path image, String command) throws IOException {
        return FileSystemTools.run("debugfs", "-R", command, image.toString()).output();
    }

    private static long allocated(Path image) throws IOException {
        String kib = FileSystemTools.run("du", "-k", image.toString()).output().split("\\s+", 2)[0];
        return Long.parseLong(kib) << 10;
    }
}
