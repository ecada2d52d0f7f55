package org.polyvisor.virtio.mmio;

/** 64-bit values written as two 32-bit registers. */
final class Registers {
    private Registers() {}

    static long withLow(long whole, int low) {
        return whole & ~0xffff_ffffL | low & 0xffff_ffffL;
    }

    static long withHigh(long whole, int high) {
        return whole & 0xffff_ffffL | (long) high << 32;
    }
}
