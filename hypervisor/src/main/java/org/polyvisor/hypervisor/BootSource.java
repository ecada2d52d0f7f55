package org.polyvisor.hypervisor;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What a machine starts with. */
public sealed interface BootSource {
    /**
     * A Linux kernel, loaded as its boot protocol asks, or an ELF program.
     *
     * @param kernel the image's file
     * @param initrd the initial RAM disk's file, or null
     * @param commandLine the kernel's command line; may be empty
     */
    record Kernel(Path kernel, @Nullable Path initrd, String commandLine) implements BootSource {}

    /** A firmware image, mapped at address 0, where execution begins. */
    record Firmware(Path image) implements BootSource {}
}
