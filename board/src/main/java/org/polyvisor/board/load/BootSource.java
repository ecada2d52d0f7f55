package org.polyvisor.board.load;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What a board starts with. */
public sealed interface BootSource {
    /**
     * A kernel, started directly.
     *
     * @param image a Linux Image, plain or gzip-compressed, or an ELF executable
     * @param initrd an initial RAM disk in any form that the kernel understands
     * @param arguments the kernel's command line
     */
    record Kernel(Path image, @Nullable Path initrd, String arguments) implements BootSource {}

    /**
     * Firmware, started at address 0 of a read-only flash.
     *
     * @param image as many bytes as there are, up to 64 MiB
     */
    record Firmware(Path image) implements BootSource {}
}
