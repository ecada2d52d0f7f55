package org.polyvisor.hypervisor;

/**
 * Where a vCPU is, for a person to look at: while it runs, the values are of moments shortly before.
 *
 * @param index its number
 * @param on whether it is switched on
 * @param pc its program counter
 * @param level its exception level, 0 or 1
 */
public record VcpuStatus(int index, boolean on, long pc, int level) {}
