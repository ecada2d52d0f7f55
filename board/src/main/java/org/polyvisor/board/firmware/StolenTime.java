package org.polyvisor.board.firmware;

import org.polyvisor.board.MemoryMap;
import org.polyvisor.host.GuestRam;
import org.polyvisor.host.Memory;

/**
 * Tells a guest how long its vCPUs wanted to run but could not (Arm DEN0057, "Paravirtualized Time").
 *
 * <p>Each vCPU has a 64-byte structure: revision and attributes (both 0), then nanoseconds, which the guest reads
 * directly. The structures lie in a page of 64 KiB outside the RAM that the device tree announces, as the
 * specification asks, so that a guest with pages of any size maps it without mapping anything else, and no guest
 * mistakes it for free memory. The guest can't write there.
 */
public final class StolenTime {
    private static final int PV_TIME_FEATURES = 0xc500_0020;
    private static final int PV_TIME_ST = 0xc500_0021;

    private static final long STRUCTURE_BYTES = 64;
    private static final int NANOSECONDS_OFFSET = 8;

    private final GuestRam page;

    /** @param page what the guest sees at {@link MemoryMap#STOLEN_TIME} */
    public StolenTime(GuestRam page) {
        this.page = page;
    }

    /**
     * Publishes a vCPU's stolen time. Any thread may, one at a time for each vCPU.
     *
     * @param nanoseconds since the VM started; never decreases
     */
    public void publish(int vcpu, long nanoseconds) {
        Memory.putLongOpaque(page.address() + vcpu * STRUCTURE_BYTES + NANOSECONDS_OFFSET, nanoseconds);
    }

    static boolean owns(int function) {
        return function == PV_TIME_FEATURES || function == PV_TIME_ST;
    }

    long call(int function, CallArguments arguments, int vcpu) {
        if (function == PV_TIME_ST) {
            return MemoryMap.STOLEN_TIME + vcpu * STRUCTURE_BYTES;
        }
        return owns((int) arguments.get(1)) ? FirmwareCalls.SUCCESS : FirmwareCalls.NOT_SUPPORTED;
    }
}
