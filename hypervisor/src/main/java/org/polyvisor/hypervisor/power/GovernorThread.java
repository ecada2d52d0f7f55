package org.polyvisor.hypervisor.power;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import org.polyvisor.hypervisor.sched.Threads;

/** Lets a {@link Governor} look every {@link #INTERVAL} until it is closed; it then brings all pCPUs back. */
public final class GovernorThread implements AutoCloseable {
    /** Short enough that nobody notices how long pCPUs take to come back, long enough that looking costs nothing. */
    public static final Duration INTERVAL = Duration.ofMillis(20);

    private static final Logger LOG = System.getLogger(GovernorThread.class.getName());

    private final Governor governor;
    private final Thread thread;

    public GovernorThread(Governor governor) {
        this.governor = governor;
        thread = Thread.ofPlatform().daemon().name("governor").start(this::run);
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(INTERVAL);
                governor.sample();
            }
        } catch (InterruptedException e) {
            governor.release();
        } catch (RuntimeException e) { // a defect here must not leave guests with too few pCPUs
            LOG.log(Level.ERROR, "the governor failed; all pCPUs stay on", e);
            governor.release();
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        Threads.join(thread);
    }
}
