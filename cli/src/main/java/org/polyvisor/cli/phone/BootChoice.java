package org.polyvisor.cli.phone;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a user said that a VM should boot.
 *
 * @param guest a recipe's name, or null
 * @param kernel a kernel's file, or null
 * @param initrd an initial RAM disk's file, or null
 * @param firmware a firmware's file, or null
 * @param append added to the kernel's command line; may be empty
 */
public record BootChoice(
        @Nullable String guest,
        @Nullable Path kernel,
        @Nullable Path initrd,
        @Nullable Path firmware,
        String append) {}
