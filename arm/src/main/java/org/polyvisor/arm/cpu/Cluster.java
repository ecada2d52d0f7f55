package org.polyvisor.arm.cpu;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.polyvisor.arm.mmu.TlbRequest;

/** The vCPUs of one VM and what they do to each other: TLB and instruction cache broadcasts, events. */
public final class Cluster {
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

    /** Has the other vCPUs carry out an invalidation before they next touch memory; does not wait for them. */
    void broadcast(Vcpu from, TlbRequest request) {
        for (Vcpu other : members) {
            if (other != from) {
                other.mailbox().post(request);
                other.poke(Pending.INVALIDATE);
            }
        }
    }

    /** Waits until what was broadcast before is done, as DSB must; serves {@code from}'s own mailbox meanwhile. */
    void awaitBroadcasts(Vcpu from) {
        for (Vcpu other : members) {
            while (other != from && !other.mailbox().isSettled()) {
                from.drainMailbox();
                Thread.onSpinWait();
            }
        }
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
