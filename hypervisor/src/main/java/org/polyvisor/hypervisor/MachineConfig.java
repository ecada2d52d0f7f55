package org.polyvisor.hypervisor;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.polyvisor.gdb.GdbAddress;

/**
 * What a virtual machine is made of.
 *
 * @param name what it is called in messages and thread names
 * @param memoryBytes its RAM, from {@link #MIN_MEMORY} to {@link #MAX_MEMORY}, a multiple of 2 MiB
 * @param cpus how many vCPUs, 1 to {@link #MAX_CPUS}
 * @param boot what it starts with
 * @param disks its disks, in the order in which the guest numbers them
 * @param console which device carries its console
 * @param gdb where it waits for a debugger, or null
 * @param engine what executes its instructions
 * @param output what is written about translated code
 */
public record MachineConfig(
        String name,
        long memoryBytes,
        int cpus,
        BootSource boot,
        List<DiskConfig> disks,
        ConsoleDevice console,
        @Nullable GdbAddress gdb,
        EngineChoice engine,
        TranslationOutput output) {
    /** The most vCPUs of one machine: the board describes one cluster of eight cores. */
    public static final int MAX_CPUS = 8;

    /** The least RAM: Debian's kernel, unpacked, does not fit in less. */
    public static final long MIN_MEMORY = 32L << 20;

    /** The most RAM: what the board's address map has room for. */
    public static final long MAX_MEMORY = 255L << 30;

    /** The most disks: the board has 32 virtio slots, and the machine's own devices take some. */
    public static final int MAX_DISKS = 24;

    private static final long MEMORY_UNIT = 2L << 20;

    /** With the engine that suits the host. */
    public MachineConfig(
            String name,
            long memoryBytes,
            int cpus,
            BootSource boot,
            List<DiskConfig> disks,
            ConsoleDevice console,
            @Nullable GdbAddress gdb) {
        this(name, memoryBytes, cpus, boot, disks, console, gdb, EngineChoice.BEST, TranslationOutput.NONE);
    }

    /** @throws ConfigurationException if a value is out of its range */
    public MachineConfig {
        disks = List.copyOf(disks);
        checkCpus(cpus);
        checkMemory(memoryBytes);
        if (engine == EngineChoice.LOCKSTEP && cpus != 1) {
            throw new ConfigurationException("lockstep takes one CPU, not %d: give --cpus 1".formatted(cpus));
        }
        checkDisks(disks.size());
    }

    /** @throws ConfigurationException if no machine can have so many vCPUs */
    public static void checkCpus(int cpus) {
        if (cpus < 1 || cpus > MAX_CPUS) {
            throw new ConfigurationException(
                    "%d CPUs are not possible: give a number from 1 to %d".formatted(cpus, MAX_CPUS));
        }
    }

    /** @throws ConfigurationException if no machine can have so much RAM */
    public static void checkMemory(long bytes) {
        if (bytes < MIN_MEMORY || bytes > MAX_MEMORY) {
            throw new ConfigurationException("%s of memory are not possible: give a size from %s to %s"
                    .formatted(Sizes.format(bytes), Sizes.format(MIN_MEMORY), Sizes.format(MAX_MEMORY)));
        }
        if (bytes % MEMORY_UNIT != 0) {
            throw new ConfigurationException(
                    "%d bytes of memory are not possible: give a multiple of 2M, such as 512M".formatted(bytes));
        }
    }

    /** @throws ConfigurationException if no machine can have so many disks */
    public static void checkDisks(int count) {
        if (count > MAX_DISKS) {
            throw new ConfigurationException("%d disks are not possible: give at most %d".formatted(count, MAX_DISKS));
        }
    }
}
