package org.polyvisor.board.load;

import org.polyvisor.board.MemoryMap;
import org.polyvisor.board.bus.RamMemory;
import org.polyvisor.board.devicetree.BoardTree;
import org.polyvisor.host.GuestRam;

/** Puts firmware into the flash at address 0 and the device tree at the start of memory, where it looks for it. */
public final class FirmwareLoader {
    private FirmwareLoader() {}

    /**
     * Loads firmware.
     *
     * @param flash what the guest sees at {@link MemoryMap#FLASH_FIRMWARE}
     * @throws LoadException if the file is missing, empty or too large
     */
    public static BootState load(BootSource.Firmware source, GuestRam flash, RamMemory ram, BoardTree tree)
            throws LoadException {
        try (SourceFile file = SourceFile.open("firmware", source.image())) {
            byte[] head = file.peek(FileKind.BYTES);
            if (head.length == 0 || FileKind.isElf(head) || FileKind.isGzip(head)) {
                throw file.problem("must be a raw image; it seems to be " + FileKind.describe(head));
            }
            if (file.readInto(flash.segment().asSlice(0, MemoryMap.FLASH_BYTES)) < 0) {
                throw file.problem("is larger than the flash of %d MiB".formatted(MemoryMap.FLASH_BYTES >> 20));
            }
        }
        KernelLoader.writeTree(tree, ram, ram.base());
        return new BootState(MemoryMap.FLASH_FIRMWARE, ram.base());
    }
}
