package org.polyvisor.hypervisor.phone;

import org.polyvisor.hypervisor.ConsoleSink;

/**
 * A VM's console output, to whoever wants it. One, such as the terminal that a user sits at, can have all of it, and
 * holds up the guest while it is slow; any number of others read what the ring keeps, and hold up nobody.
 */
public final class VmConsoleHub implements ConsoleSink {
    private static final ConsoleSink NOBODY = (_, _, length) -> length;

    private final ConsoleRing ring = new ConsoleRing();
    private final Runnable spoke;
    private volatile ConsoleSink whole = NOBODY;
    private boolean silent = true;

    VmConsoleHub(Runnable spoke) {
        this.spoke = spoke;
    }

    /** Sets who gets all output from now on. */
    public void setWhole(ConsoleSink sink) {
        whole = sink;
    }

    @Override
    public int write(byte[] bytes, int offset, int length) {
        int taken = whole.write(bytes, offset, length);
        if (taken > 0) {
            ring.write(bytes, offset, taken);
            if (silent) {
                silent = false;
                spoke.run();
            }
        }
        return taken;
    }

    /** A reader of what is kept, and of what comes. */
    public ConsoleRing.Reader reader() {
        return ring.reader();
    }

    /** The VM is about to be switched on. */
    void poweredOn() {
        silent = true;
    }

    void close() {
        ring.close();
    }
}
