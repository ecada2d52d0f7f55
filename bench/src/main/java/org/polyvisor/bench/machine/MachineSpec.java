package org.polyvisor.bench.machine;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The machine to be booted, the same for every hypervisor.
 *
 * @param kernel a Linux Image
 * @param initrd initial RAM disk, or null
 * @param commandLine of the kernel
 * @param disks raw images of the virtio disks
 * @param memoryMib RAM in MiB
 * @param cpus number of virtual CPUs
 */
public record MachineSpec(
        Path kernel, @Nullable Path initrd, String commandLine, List<Path> disks, int memoryMib, int cpus) {
    public MachineSpec {
        disks = List.copyOf(disks);
    }
}
