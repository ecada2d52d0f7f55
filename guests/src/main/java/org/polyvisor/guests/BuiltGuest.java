package org.polyvisor.guests;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A guest in the cache, ready to boot.
 *
 * @param name of its recipe
 * @param version of what it runs: the kernel's release or the package's version
 * @param kernel a Linux Image, or null if the guest is a firmware
 * @param initrd the initial RAM disk that belongs to the kernel, or null
 * @param firmware a raw image for the flash at address 0, or null
 * @param disk a raw disk image, or null
 * @param commandLine what the kernel must be told, besides what the machine adds; may be empty
 */
public record BuiltGuest(
        String name,
        String version,
        @Nullable Path kernel,
        @Nullable Path initrd,
        @Nullable Path firmware,
        @Nullable Path disk,
        String commandLine) {}
