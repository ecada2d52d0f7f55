package org.polyvisor.hypervisor.hardware;

import java.util.concurrent.locks.LockSupport;
import org.polyvisor.arm.bus.PhysicalBus;
import org.polyvisor.arm.engines.Engines;
import org.polyvisor.host.ServiceThreads;
import org.polyvisor.virtio.Worker;

/**
 * Translates code of a real-time machine before its guest meets it, on a thread beside the vCPUs: what a guest does first
 * after a long time, or for the first time at all, is to take no longer than the second time.
 */
final class AheadTranslation implements AutoCloseable {
    /**
     * For so many nanoseconds the guest must not have needed new code: while it goes from one new place to the next, it
     * would only wait for what is translated ahead.
     */
    private static final long QUIET = 1_000_000L;

    private final Engines engines;
    private final PhysicalBus bus;
    private final Worker worker;
    private volatile boolean closed;

    /**
     * Begins.
     *
     * @param bus has the guest's memory
     * @param service makes threads that serve the machine
     * @param name the machine's
     */
    AheadTranslation(Engines engines, PhysicalBus bus, ServiceThreads service, String name) {
        this.engines = engines;
        this.bus = bus;
        worker = new Worker(service, name + " translation", this::translate);
        engines.watchAhead(worker::signal);
        // The first signal starts the thread, which is not for a vCPU to wait for.
        worker.signal();
    }

    private void translate() {
        long seen = -1;
        boolean more = true;
        while (more && !closed) {
            long demands = engines.demands();
            if (demands == seen) {
                more = engines.translateAhead(bus);
            } else {
                seen = demands;
                LockSupport.parkNanos(QUIET);
            }
        }
    }

    /** Lets the thread end; the engines must be closed before the guest's memory is. */
    @Override
    public void close() {
        closed = true;
        worker.close();
    }
}
