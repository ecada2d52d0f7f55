package org.polyvisor.virtio.mmio;

import org.polyvisor.virtio.Features;

/**
 * The feature registers (virtio 1.2, 2.2 and 4.2.2): what the device offers and what the driver has accepted so far,
 * 32 bits at a time. The transport serialises accesses.
 */
final class FeatureNegotiation {
    private final long offered;
    private int deviceWord;
    private int driverWord;
    private long accepted;

    /** Whether the driver has accepted a feature beyond bit 63, where nothing is offered. */
    private boolean acceptedBeyond;

    FeatureNegotiation(long offered) {
        this.offered = offered;
    }

    void selectDeviceWord(int word) {
        deviceWord = word;
    }

    void selectDriverWord(int word) {
        driverWord = word;
    }

    int readDeviceWord() {
        return switch (deviceWord) {
            case 0 -> (int) offered;
            case 1 -> (int) (offered >>> 32);
            default -> 0;
        };
    }

    void writeDriverWord(int value) {
        switch (driverWord) {
            case 0 -> accepted = Registers.withLow(accepted, value);
            case 1 -> accepted = Registers.withHigh(accepted, value);
            default -> acceptedBeyond |= value != 0;
        }
    }

    /** Whether the device can work with what the driver has accepted. */
    boolean isAcceptable() {
        return (accepted & ~offered) == 0 && !acceptedBeyond && Features.has(accepted, Features.VERSION_1);
    }

    long accepted() {
        return accepted;
    }

    void reset() {
        deviceWord = 0;
        driverWord = 0;
        accepted = 0;
        acceptedBeyond = false;
    }
}
