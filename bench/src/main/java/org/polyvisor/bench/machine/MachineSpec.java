package org.polyvisor.bench.machine;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The machine to be booted, the same for every hypervisor.
 *
 * @param kernel a Linux Image
 * @param initrd initial RAM disk, or null
 * @param commandLine of the kernel
 * @param disk raw image of the first virtio disk, or null
 * @param memoryMib RAM in MiB
 * @param cpus number of virtual CPUs
 */
public record MachineSpec(
        Path kernel,
        @Nullable Path initrd,
        String commandLine,
        @Nullable Path disk,
        int memoryMib,
        int cpus) {}
