package org.polyvisor.board.load;

/**
 * How the first vCPU starts: at EL1, MMU and caches off, interrupts masked, X1 to X3 zero.
 *
 * @param entry physical address of the first instruction
 * @param x0 physical address of the device tree
 */
public record BootState(long entry, long x0) {}
