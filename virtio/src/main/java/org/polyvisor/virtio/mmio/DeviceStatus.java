package org.polyvisor.virtio.mmio;

import java.util.concurrent.atomic.AtomicInteger;

/** The device status field (virtio 1.2, 2.1). The device's threads may set {@link #NEEDS_RESET} at any time. */
final class DeviceStatus {
    static final int ACKNOWLEDGE = 1;
    static final int DRIVER = 2;
    static final int DRIVER_OK = 4;
    static final int FEATURES_OK = 8;
    static final int NEEDS_RESET = 64;
    static final int FAILED = 128;

    private final AtomicInteger bits = new AtomicInteger();

    int get() {
        return bits.get();
    }

    boolean has(int bit) {
        return (bits.get() & bit) != 0;
    }

    /** Sets bits; nothing but a reset clears any. Returns what there was before. */
    int set(int more) {
        return bits.getAndUpdate(before -> before | more);
    }

    void reset() {
        bits.set(0);
    }
}
