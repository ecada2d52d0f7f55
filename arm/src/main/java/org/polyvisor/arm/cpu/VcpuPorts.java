package org.polyvisor.arm.cpu;

import org.polyvisor.arm.bus.GicCpuInterface;
import org.polyvisor.arm.bus.InterruptLine;

/**
 * What a vCPU is wired to.
 *
 * @param cluster the VM's vCPUs
 * @param gic the interrupt controller's registers for this vCPU
 * @param physicalTimer the EL1 physical timer's output (PPI 14)
 * @param virtualTimer the virtual timer's output (PPI 11)
 * @param counterOrigin the {@link System#nanoTime} at which the system counter was zero
 * @param hypercalls what answers HVC
 * @param host who gives the vCPU time
 */
public record VcpuPorts(
        Cluster cluster,
        GicCpuInterface gic,
        InterruptLine physicalTimer,
        InterruptLine virtualTimer,
        long counterOrigin,
        Hypercalls hypercalls,
        VcpuHost host) {}
