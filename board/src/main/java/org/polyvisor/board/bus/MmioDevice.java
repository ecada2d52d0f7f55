package org.polyvisor.board.bus;

/**
 * A device with memory-mapped registers. Any vCPU's thread may call at any time, so a device guards its own state. A
 * guest may read and write anything anywhere: a device answers every access and throws nothing.
 */
public interface MmioDevice {
    /** How many bytes of physical address space the device takes. */
    long size();

    /**
     * The widest access the device takes, 4 or 8 bytes. The bus splits wider ones into halves, the lower address
     * first, as an interconnect narrows a transfer for a peripheral.
     */
    default int maxAccessSize() {
        return 4;
    }

    /**
     * Reads a register.
     *
     * @param offset from the start of the device, a multiple of {@code size}
     * @param size 1, 2, 4 or, where {@link #maxAccessSize} says so, 8 bytes
     * @return the value, zero-extended
     */
    long read(long offset, int size);

    /** Writes a register; bits of {@code value} above {@code size} are zero. */
    void write(long offset, int size, long value);
}
