package org.polyvisor.arm.bus;

/**
 * What a processor sees of the physical address space: RAM, which it then reads and writes directly, and everything
 * else, which goes through {@link #read} and {@link #write}. Called by several vCPU threads at once.
 */
public interface PhysicalBus {
    /** RAM comes in pages of this many bytes: a page is RAM as a whole or not at all. */
    int PAGE_SIZE = 4096;

    /**
     * The host address of the RAM page that holds a physical address.
     *
     * @param page a physical address, a multiple of {@link #PAGE_SIZE}
     * @return the host address of the page's first byte, or 0 where there is no RAM
     */
    long ramPage(long page);

    /** Whether the RAM page may be written by the guest; flash and other ROM may not. */
    boolean isWritable(long page);

    /**
     * Reads a device register.
     *
     * @param size 1, 2, 4 or 8 bytes; {@code address} is a multiple of it
     * @return the value, zero-extended
     * @throws BusAbort where nothing answers at that address
     */
    long read(long address, int size) throws BusAbort;

    /**
     * Writes a device register.
     *
     * @param size 1, 2, 4 or 8 bytes; {@code address} is a multiple of it
     * @param value the value in its low bits; the bits above are to be ignored
     * @throws BusAbort where nothing answers at that address
     */
    void write(long address, int size, long value) throws BusAbort;
}
