package org.polyvisor.bench.machine;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The machine to be booted, the same for every hypervisor.
 *
 * @param firmware an image mapped at address 0 instead of a kernel, or null
 * @param kernel a Linux Image, or null
 * @param initrd initial RAM disk, or null
 * @param commandLine of the kernel
 * @param disks raw images of the virtio disks
 * @param memoryMib RAM in MiB
 * @param cpus number of virtual CPUs
 */
public record MachineSpec(
        @Nullable Path firmware,
        @Nullable Path kernel,
        @Nullable Path initrd,
        String commandLine,
        List<Path> disks,
        int memoryMib,
        int cpus) {
    public MachineSpec {
        disks = List.copyOf(disks);
    }

    /** One that starts with a kernel. */
    public MachineSpec(
            Path kernel, @Nullable Path initrd, String commandLine, List<Path> disks, int memoryMib, int cpus) {
        this(null, kernel, initrd, commandLine, disks, memoryMib, cpus);
    }

    /** One that starts with its firmware and has nothing else. */
    public static MachineSpec ofFirmware(Path firmware, int memoryMib, int cpus) {
        return new MachineSpec(firmware, null, null, "", List.of(), memoryMib, cpus);
    }
}
