package org.polyvisor.board.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.polyvisor.board.bus.RamMemory;
import org.polyvisor.board.devicetree.BoardTree;
import org.polyvisor.host.GuestRam;
import org.polyvisor.host.Memory;

class FirmwareLoaderTest {
    private static final long RAM = 0x4000_0000L;

    private final GuestRam guestRam = GuestRam.allocate(4L << 20);
    private final GuestRam flash = GuestRam.allocate(64L << 20);
    private final RamMemory ram = new RamMemory(RAM, guestRam);

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    @AfterEach
    void unmap() {
        guestRam.close();
        flash.close();
    }

    private BootState load(Path image) throws LoadException {
        return FirmwareLoader.load(new BootSource.Firmware(image), flash, ram, new BoardTree(1, 4L << 20));
    }

    @Test
    void firmwareLiesInFlashAndTreeAtStartOfMemory() throws IOException, LoadException {
        Path image = Files.write(folder.resolve("u-boot.bin"), new byte[] {0x11, 0x22, 0x33, 0x44, 0x55});
        BootState state = load(image);

        assertThat(state).isEqualTo(new BootState(0, RAM));
        assertThat(Memory.getInt(flash.address())).isEqualTo(0x4433_2211);
        assertThat(ram.getInt(RAM)).isEqualTo(0xedfe_0dd0);
    }

    @Test
    void unsuitableFirmwareIsRefused() throws IOException {
        Path elf = Files.write(folder.resolve("u-boot"), new byte[] {0x7f, 'E', 'L', 'F', 2, 1});
        Path empty = Files.write(folder.resolve("empty"), new byte[0]);
        Path large = folder.resolve("large");
        try (RandomAccessFile sparse = new RandomAccessFile(large.toFile(), "rw")) {
            sparse.setLength((64L << 20) + 1);
        }

        assertThatExceptionOfType(LoadException.class)
                .isThrownBy(() -> load(elf))
                .withMessage("firmware %s: must be a raw image; it seems to be an ELF file", elf);
        assertThatExceptionOfType(LoadException.class)
                .isThrownBy(() -> load(empty))
                .withMessageContaining("an empty file");
        assertThatExceptionOfType(LoadException.class)
                .isThrownBy(() -> load(large))
                .withMessage("firmware %s: is larger than the flash of 64 MiB", large);
        assertThatExceptionOfType(LoadException.class)
                .isThrownBy(() -> load(folder.resolve("none")))
                .withMessageContaining("no such file");
    }
}
