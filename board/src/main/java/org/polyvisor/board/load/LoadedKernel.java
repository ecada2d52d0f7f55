package org.polyvisor.board.load;

/**
 * A kernel in memory.
 *
 * @param entry physical address of its first instruction
 * @param start its lowest address
 * @param end the address after all memory it takes
 */
record LoadedKernel(long entry, long start, long end) {}
