package org.polyvisor.arm.cpu;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.polyvisor.arm.mmu.TlbRequest;

/** The vCPUs of one VM and what they do to each other: TLB and instruction cache broadcasts, events. */
public final class Cluster {
    /** How often a waiting vCPU looks before it gives its core to whom it waits for, perhaps. */
    private static final int SPINS = 500;

    private final List<Vcpu> members = new CopyOnWriteArrayList<>();
    private final CodeStore code;

    public Cluster(CodeStore code) {
        this.code = code;
    }

    void add(Vcpu cpu) {
        members.add(cpu);
    }

    public List<Vcpu> members() {
        return members;
    }

    /** The predecoded code of the VM. */
    public CodeStore code() {
        return code;
    }

    /**
     * Has the other vCPUs carry out an invalidation before they next use what it is about; does not wait for them.
     *
     * @return whether any of them may use it until {@link #awaitBroadcasts} returns
     */
    boolean broadcast(Vcpu from, TlbRequest request) {
        boolean outstanding = false;
        for (Vcpu other : members) {
            if (other == from) {
                continue;
            }
            if (other.mmu().tlb().spaces().note(request)) {
                from.shootdowns().note();
                continue;
            }
            other.mailbox().post(request);
            // One that runs no guest code empties its mailbox before it does.
            if (!other.mailbox().isSettled()) {
                other.poke(Pending.INVALIDATE);
                from.shootdowns().request();
                outstanding = true;
            }
        }
        return outstanding;
    }

    /** Waits until what was broadcast before is done, as DSB must; serves {@code from}'s own mailbox meanwhile. */
    void awaitBroadcasts(Vcpu from) {
        for (Vcpu other : members) {
            if (other != from && !other.mailbox().isSettled()) {
                await(from, other);
            }
        }
    }

    private static void await(Vcpu from, Vcpu other) {
        long start = System.nanoTime();
        for (int spins = 0; !other.mailbox().isSettled(); spins++) {
            from.drainMailbox();
            if (spins < SPINS) {
                Thread.onSpinWait();
            } else {
                // Generated code looks into its mailbox within a microsecond, if its thread has a core of the host.
                Thread.yield();
            }
        }
        from.shootdowns().waited(System.nanoTime() - start);
    }

    /**
     * Has all vCPUs forget their code and gives its memory back. Several may come here at once: nobody finds a page
     * between the two steps, so whoever needs one waits here too, and that serves its own mailbox.
     */
    public void recycleCode(Vcpu from) {
        long ticket = code.beginRecycling();
        if (ticket >= 0) {
            TlbRequest.ALL_CODE.apply(from.mmu().tlb());
            broadcast(from, TlbRequest.ALL_CODE);
            awaitBroadcasts(from);
            code.finishRecycling(ticket);
        }
    }

    /** SEV: sets every vCPU's event register and ends their WFE. */
    public void sendEvent() {
        for (Vcpu other : members) {
            other.setEvent();
        }
    }
}
