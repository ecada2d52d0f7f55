package org.polyvisor.arm.bus;

/** Nothing answered at a physical address: the guest gets a synchronous external abort. Carries no stack trace. */
public final class BusAbort extends Exception {
    private static final BusAbort INSTANCE = new BusAbort();

    private BusAbort() {
        super("no device at this physical address", null, false, false);
    }

    /** The one instance, so that a guest that probes addresses allocates nothing. */
    public static BusAbort instance() {
        return INSTANCE;
    }
}
