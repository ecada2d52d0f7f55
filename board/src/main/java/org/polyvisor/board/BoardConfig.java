package org.polyvisor.board;

import org.polyvisor.board.gic.Gic;
import org.polyvisor.host.GuestRam;

/**
 * What differs between boards.
 *
 * @param cpus 1 to 8
 * @param memoryBytes a multiple of 2 MiB, up to 255 GiB
 */
public record BoardConfig(int cpus, long memoryBytes) {
    /** @throws IllegalArgumentException with a line for the user if a value is impossible */
    public BoardConfig {
        if (cpus < 1 || cpus > Gic.MAX_VCPUS) {
            throw new IllegalArgumentException("a machine has 1 to %d CPUs, not %d".formatted(Gic.MAX_VCPUS, cpus));
        }
        if (memoryBytes <= 0 || memoryBytes > MemoryMap.MAX_RAM_BYTES || memoryBytes % GuestRam.ALIGNMENT != 0) {
            throw new IllegalArgumentException("memory must be a multiple of 2 MiB from 2 MiB to %d GiB, not %,d bytes"
                    .formatted(MemoryMap.MAX_RAM_BYTES >> 30, memoryBytes));
        }
    }
}
