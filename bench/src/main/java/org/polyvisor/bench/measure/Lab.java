package org.polyvisor.bench.measure;

import java.nio.file.Path;
import java.util.List;
import org.polyvisor.bench.machine.HostCores;
import org.polyvisor.bench.machine.Hypervisor;
import org.polyvisor.bench.machine.Qemu;
import org.polyvisor.bench.prepare.GuestPrograms;

/**
 * What all measurements share.
 *
 * @param ours the hypervisor under test
 * @param peers what it is compared with, at least one
 * @param counter counts instructions
 * @param programs the guest programs
 * @param core where machines that must not disturb each other run, one at a time
 * @param bench the folder of the measurements' sources
 * @param work a folder for files of this run
 */
public record Lab(
        Hypervisor ours,
        List<? extends Hypervisor> peers,
        Qemu counter,
        GuestPrograms programs,
        HostCores core,
        Path bench,
        Path work) {
    /** RAM of every machine, in MiB. */
    static final int MEMORY_MIB = 512;

    /** Kernels on ordinary processors isolate their page tables; the peer's processor model needs to be told not to. */
    static final String COMMAND_LINE = "console=ttyAMA0 kpti=off";
}
