package org.polyvisor.arm.mmu;

import java.util.ArrayDeque;

/**
 * Invalidations that other vCPUs ask of one vCPU. The owner carries them out before it next runs guest code; while it
 * is not running guest code at all, nothing is outstanding as far as the others need to care.
 */
public final class Mailbox {
    private static final int LIMIT = 64;

    private final ArrayDeque<TlbRequest> requests = new ArrayDeque<>(LIMIT);
    private volatile boolean empty = true;
    private volatile boolean running;

    /** Adds a request; beyond a limit, all of them become one: forget everything. */
    public synchronized void post(TlbRequest request) {
        if (requests.size() >= LIMIT) {
            requests.clear();
            requests.add(TlbRequest.EVERYTHING);
        } else {
            requests.add(request);
        }
        empty = false;
    }

    /** Whether the owner can no longer use anything that it was asked to forget. */
    public boolean isSettled() {
        return empty || !running;
    }

    /** Owner: about to run guest code. Everything posted so far is carried out. */
    public void enter(Tlb tlb) {
        running = true;
        drain(tlb);
    }

    /** Owner: runs no guest code until {@link #enter}. */
    public void leave() {
        running = false;
    }

    /** Owner: carries out what is there. */
    public void drain(Tlb tlb) {
        if (empty) {
            return;
        }
        synchronized (this) {
            while (!requests.isEmpty()) {
                requests.poll().apply(tlb);
            }
            empty = true;
        }
    }
}
