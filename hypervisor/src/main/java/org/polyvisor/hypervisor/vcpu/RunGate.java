package org.polyvisor.hypervisor.vcpu;

import java.util.ArrayList;
import java.util.List;

/**
 * Decides when the vCPU threads of a machine may run guest code: each while its vCPU is switched on and the machine is
 * not paused, none once the machine is to end. Threads that run guest code are asked to come out through
 * {@link Member#interrupt}.
 */
final class RunGate {
    /** One vCPU as the gate sees it; the gate's lock guards the fields. */
    abstract static class Member {
        private boolean on;
        private boolean inside;

        /** Has the member's thread come back to the gate soon. Any thread. */
        abstract void interrupt();

        /** Called on the member's thread, with no lock held, before it looks at the gate. */
        abstract void clearInterrupt();
    }

    private final List<Member> members = new ArrayList<>();
    private boolean paused;
    private boolean ending;

    synchronized void add(Member member) {
        members.add(member);
    }

    /** Waits until the member may run guest code; false if it never may again. */
    boolean enter(Member member) {
        // Before the look at the gate: a request that comes later than the look is not lost then.
        member.clearInterrupt();
        synchronized (this) {
            while (!ending && (paused || !member.on)) {
                await();
            }
            member.inside = !ending;
            return !ending;
        }
    }

    /** The member's thread has come out of guest code. */
    synchronized void leave(Member member) {
        member.inside = false;
        notifyAll();
    }

    synchronized boolean isOn(Member member) {
        return member.on;
    }

    /** Lets the member run once the machine runs. */
    synchronized void switchOn(Member member) {
        member.on = true;
        notifyAll();
    }

    synchronized void switchOff(Member member) {
        member.on = false;
        member.interrupt();
    }

    /** Keeps all members out and waits until they are; not to be called by a member's own thread. */
    synchronized void pause() {
        paused = true;
        members.forEach(Member::interrupt);
        while (!ending && members.stream().anyMatch(member -> member.inside)) {
            await();
        }
    }

    synchronized void resume() {
        paused = false;
        notifyAll();
    }

    synchronized boolean isPaused() {
        return paused;
    }

    /** Has all members leave for good; does not wait. Any thread. */
    synchronized void end() {
        ending = true;
        members.forEach(Member::interrupt);
        notifyAll();
    }

    @SuppressWarnings("WaitNotInLoop") // every caller is a loop over its condition
    private void await() {
        try {
            wait();
        } catch (InterruptedException e) {
            // Nothing here is ended by an interrupt: the machine's own threads are told through the gate.
        }
    }
}
