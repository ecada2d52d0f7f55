package org.polyvisor.board.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.polyvisor.board.bus.RamMemory;
import org.polyvisor.board.devicetree.BoardTree;
import org.polyvisor.board.devicetree.DeviceTreeNode;
import org.polyvisor.host.GuestRam;

class KernelLoaderTest {
    private static final long RAM = 0x4000_0000L;
    private static final long MIB = 1L << 20;
    private static final int DTB_MAGIC = 0xedfe_0dd0;

    private final GuestRam guestRam = GuestRam.allocate(32 * MIB);
    private final RamMemory ram = new RamMemory(RAM, guestRam);
    private final BoardTree tree = new BoardTree(1, 32 * MIB);

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    @AfterEach
    void unmap() {
        guestRam.close();
    }

    private Path file(String name, byte[] content) throws IOException {
        return Files.write(folder.resolve(name), content);
    }

    private BootState load(byte[] kernel, @Nullable Path initrd) throws IOException, LoadException {
        return KernelLoader.load(new BootSource.Kernel(file("kernel", kernel), initrd, "quiet"), ram, tree);
    }

    private ThrowableAssertAlternative<LoadException> assertRefused(byte[] kernel) {
        return assertThatExceptionOfType(LoadException.class)
                .isThrownBy(() -> load(kernel, null))
                .withMessageStartingWith("kernel " + folder.resolve("kernel") + ": ");
    }

    private String chosen(String property) {
        DeviceTreeNode chosen = tree.root().children().getFirst();
        return java.util.HexFormat.of().formatHex(chosen.properties().getOrDefault(property, new byte[0]));
    }

    @Test
    void imageLiesAtStartOfMemoryAndTreeBehindIt() throws IOException, LoadException {
        BootState state = load(ImageFiles.linuxImage(100_000, 0, 3 * MIB, 0xa), null);

        assertThat(state).isEqualTo(new BootState(RAM, RAM + 4 * MIB));
        assertThat(ram.getInt(RAM)).isEqualTo(0x1400_0010);
        assertThat(ram.getInt(RAM + 99_996)).isEqualTo(0x600d_f00d);
        assertThat(ram.getInt(RAM + 4 * MIB)).isEqualTo(DTB_MAGIC);
        assertThat(chosen("bootargs")).isEqualTo("717569657400");
    }

    @Test
    void textOffsetMovesTheImage() throws IOException, LoadException {
        BootState state = load(ImageFiles.linuxImage(100_000, 0x8_0000, 2 * MIB, 0), null);

        assertThat(state.entry()).isEqualTo(RAM + 0x8_0000);
        assertThat(state.x0()).isEqualTo(RAM + 4 * MIB);
    }

    @Test
    void imageWithoutSizeUsesTheOldOffset() throws IOException, LoadException {
        BootState state = load(ImageFiles.linuxImage(100_000, 0, 0, 0), null);

        assertThat(state.entry()).isEqualTo(RAM + 0x8_0000);
    }

    @Test
    void compressedImageIsAccepted() throws IOException, LoadException {
        BootState state = load(ImageFiles.gzip(ImageFiles.linuxImage(100_000, 0, 3 * MIB, 0xa)), null);

        assertThat(state).isEqualTo(new BootState(RAM, RAM + 4 * MIB));
        assertThat(ram.getInt(RAM + 99_996)).isEqualTo(0x600d_f00d);
    }

    @Test
    void initrdFollowsTheTreeAndIsDescribed() throws IOException, LoadException {
        byte[] content = new byte[(int) (20 * MIB) + 123];
        content[content.length - 1] = 77;
        Path initrd = file("initrd", content);
        load(ImageFiles.linuxImage(100_000, 0, 3 * MIB, 0xa), initrd);

        assertThat(ram.getByte(RAM + 6 * MIB + content.length - 1)).isEqualTo((byte) 77);
        assertThat(chosen("linux,initrd-start")).isEqualTo("0000000040600000");
        assertThat(chosen("linux,initrd-end")).isEqualTo("0000000041a0007b");
    }

    @Test
    void tooLargeInitrdIsRefusedWithNumbersWithoutReadingIt() throws IOException {
        Path initrd = folder.resolve("initrd");
        try (RandomAccessFile sparse = new RandomAccessFile(initrd.toFile(), "rw")) {
            sparse.setLength(3L << 30);
        }

        assertThatExceptionOfType(LoadException.class)
                .isThrownBy(() -> load(ImageFiles.linuxImage(100_000, 0, 3 * MIB, 0xa), initrd))
                .withMessage(
                        "initrd %s: 3,072 MiB do not fit: the machine has 32 MiB of memory,"
                                + " of which the kernel leaves 26 MiB",
                        initrd);
    }

    @Test
    void missingFilesAreNamed() {
        Path nowhere = folder.resolve("nowhere");

        assertThatExceptionOfType(LoadException.class)
                .isThrownBy(() -> KernelLoader.load(new BootSource.Kernel(nowhere, null, ""), ram, tree))
                .withMessage("kernel %s: no such file", nowhere);
        assertThatExceptionOfType(LoadException.class)
                .isThrownBy(() -> KernelLoader.load(new BootSource.Kernel(folder, null, ""), ram, tree))
                .withMessage("kernel %s: is a folder, not a file", folder);
        assertThatExceptionOfType(LoadException.class)
                .isThrownBy(() -> load(ImageFiles.linuxImage(100_000, 0, 3 * MIB, 0xa), nowhere))
                .withMessage("initrd %s: no such file", nowhere);
    }

    @Test
    void truncatedImageIsToldByItsSections() {
        byte[] whole = ImageFiles.linuxImage(100_000, 0, 3 * MIB, 0xa);

        assertRefused(Arrays.copyOf(whole, 50_000)).withMessageContaining("truncated: 50,000 of 100,000 bytes");
    }

    @Test
    void truncatedGzipIsToldApart() {
        byte[] whole = ImageFiles.gzip(ImageFiles.linuxImage(100_000, 0, 3 * MIB, 0xa));
        byte[] damaged = whole.clone();
        damaged[whole.length - 6] ^= 1;

        assertRefused(Arrays.copyOf(whole, whole.length - 20)).withMessageContaining("truncated inside its gzip data");
        assertRefused(damaged).withMessageContaining("damaged gzip data");
    }

    @Test
    void imageLargerThanMemoryIsRefusedWithNumbers() {
        assertRefused(ImageFiles.linuxImage(100_000, 0, 40 * MIB, 0xa))
                .withMessageContaining("needs 40 MiB of memory, the machine has 32 MiB");
    }

    @Test
    void kernelThatLeavesNoRoomForTheTreeIsRefused() {
        assertThatExceptionOfType(LoadException.class)
                .isThrownBy(() -> load(ImageFiles.linuxImage(100_000, 0, 31 * MIB, 0xa), null))
                .withMessageContaining("no memory is left for the device tree");
    }

    @Test
    void bigEndianAndDamagedHeadersAreRefused() {
        assertRefused(ImageFiles.linuxImage(100_000, 0, MIB, 1)).withMessageContaining("big-endian");
        assertRefused(ImageFiles.linuxImage(100_000, -8, MIB, 0)).withMessageContaining("header is damaged");
        assertRefused(ImageFiles.linuxImage(100_000, 0, -1, 0)).withMessageContaining("header is damaged");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "4d5a9000, a PE (EFI) program",
                "fd377a585a00, xz-compressed data",
                "28b52ffd00, zstd-compressed data",
                "425a6839, bzip2-compressed data",
                "213c617263683e0a, a Debian package",
                "d00dfeed, a device tree",
                "514649fb, a qcow2 disk image",
                "23212f62696e2f73680a, text",
                "303730373031, a cpio archive",
                "00010203, data of an unknown kind"
            })
    void otherFilesAreCalledWhatTheySeemToBe(String hex, String kind) {
        assertRefused(java.util.HexFormat.of().parseHex(hex))
                .withMessageContaining("is not an arm64 Linux Image or ELF executable; it seems to be " + kind);
    }

    @Test
    void emptyAndX86KernelsAreRecognised() {
        byte[] x86 = new byte[1024];
        System.arraycopy("HdrS".getBytes(StandardCharsets.US_ASCII), 0, x86, 0x202, 4);

        assertRefused(new byte[0]).withMessageContaining("an empty file");
        assertRefused(x86).withMessageContaining("a Linux kernel for x86");
        assertRefused(ImageFiles.gzip(x86)).withMessageContaining("a Linux kernel for x86 inside gzip");
    }

    @Test
    void elfIsLoadedAtPhysicalAddressesAndItsEntryTranslated() throws IOException, LoadException {
        byte[] content = {1, 2, 3, 4, 5, 6, 7, 8};
        ram.putByte(RAM + 4 * MIB + 8, (byte) 99);
        BootState state = load(
                ImageFiles.elf(183, 0xffff_0000_0000_0004L, 0xffff_0000_0000_0000L, RAM + 4 * MIB, content, 64), null);

        assertThat(state).isEqualTo(new BootState(RAM + 4 * MIB + 4, RAM));
        assertThat(ram.getLong(RAM + 4 * MIB)).isEqualTo(0x0807_0605_0403_0201L);
        assertThat(ram.getByte(RAM + 4 * MIB + 8)).isZero();
        assertThat(ram.getInt(RAM)).isEqualTo(DTB_MAGIC);
    }

    @Test
    void elfAtStartOfMemoryHasTheTreeBehindIt() throws IOException, LoadException {
        BootState state = load(ImageFiles.elf(183, RAM, RAM, RAM, new byte[64], 5 * MIB), null);

        assertThat(state).isEqualTo(new BootState(RAM, RAM + 6 * MIB));
    }

    @Test
    void unsuitableElfFilesAreRefused() {
        byte[] good = ImageFiles.elf(183, RAM, RAM, RAM, new byte[64], 64);

        assertRefused(ImageFiles.elf(62, RAM, RAM, RAM, new byte[64], 64)).withMessageContaining("another processor");
        assertRefused(ImageFiles.elf(183, RAM, RAM, 0x1000, new byte[64], 64))
                .withMessageContaining("outside the memory");
        assertRefused(ImageFiles.elf(183, RAM, RAM, RAM, new byte[64], Long.MAX_VALUE))
                .withMessageContaining("outside the memory");
        assertRefused(ImageFiles.elf(183, 0x10, RAM, RAM, new byte[64], 64)).withMessageContaining("entry point");
        assertRefused(Arrays.copyOf(good, 150)).withMessageContaining("truncated");
        assertRefused(Arrays.copyOf(good, 100)).withMessageContaining("truncated");
        assertRefused(Arrays.copyOf(good, 20)).withMessageContaining("truncated");
    }
}
