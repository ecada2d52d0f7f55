package org.polyvisor.hypervisor.sched;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.polyvisor.hypervisor.ConfigurationException;

/** Switches pCPUs off and on, one at a time. */
final class Parking {
    /** How often the one who parks looks whether the lanes are done. */
    private static final long LOOK_NANOS = 20_000L;

    /** How long it waits for vCPUs to begin elsewhere: one may have to wait there for others, without end. */
    private static final long LONGEST_WAIT_NANOS = 500_000_000L;

    private final Scheduler scheduler;
    private final List<Pcpu> pcpus;
    private final Plan plan;

    Parking(Scheduler scheduler, List<Pcpu> pcpus, Plan plan) {
        this.scheduler = scheduler;
        this.pcpus = pcpus;
        this.plan = plan;
    }

    /** Returns how long it took; empty if it was parked already. */
    synchronized Optional<Duration> park(Pcpu pcpu, Entity[] entities) {
        if (pcpu.isParked()) {
            return Optional.empty();
        }
        if (pcpus.stream().filter(each -> !each.isParked()).count() == 1) {
            throw new ConfigurationException(
                    "pCPU %d is the last that is not parked: unpark another first".formatted(pcpu.index()));
        }
        for (Entity entity : entities) {
            if (pcpus.stream()
                    .noneMatch(
                            each -> !each.equals(pcpu) && !each.isParked() && entity.placement.allows(each.index()))) {
                throw new ConfigurationException(
                        "pCPU %d cannot be parked: VM %s may not run on any other that is not parked"
                                .formatted(pcpu.index(), entity.vm.name()));
            }
        }
        plan.park(pcpu.index());
        List<Entity> moving = Arrays.stream(entities)
                .filter(entity -> entity.home.get() == pcpu.index())
                .toList();
        long begin = System.nanoTime();
        pcpu.setParked(true);
        for (Lane lane : List.of(pcpu.fair, pcpu.realTime)) {
            lane.interrupt();
            lane.wake();
        }
        while (!scheduler.isClosed() && !(isEmpty(pcpu.fair) && isEmpty(pcpu.realTime))) {
            LockSupport.parkNanos(LOOK_NANOS);
            pcpu.fair.interrupt();
            pcpu.realTime.interrupt();
        }
        long limit = System.nanoTime() + LONGEST_WAIT_NANOS;
        while (!scheduler.isClosed()
                && System.nanoTime() < limit
                && !moving.stream().allMatch(Parking::goesOn)) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
        long empty = Math.max(pcpu.fair.evacuatedAt(), pcpu.realTime.evacuatedAt());
        long last = moving.stream().mapToLong(entity -> entity.resumedAt).reduce(empty, Math::max);
        Duration took = Duration.ofNanos(Math.max(0, last - begin));
        DecisionEvent.record("parked", "pCPU %d, empty after %d µs".formatted(pcpu.index(), took.toNanos() / 1000));
        return Optional.of(took);
    }

    /** A lane that was never started has nothing. */
    private static boolean isEmpty(Lane lane) {
        return lane.thread().getState() == Thread.State.NEW || lane.isEvacuated() && lane.current() == null;
    }

    /** Whether a vCPU runs elsewhere, or has no wish or no right to run. */
    private static boolean goesOn(Entity entity) {
        // A lane that has taken it has yet to enter it.
        return !entity.displaced || !entity.isEligible(System.nanoTime()) && entity.state.get() != Entity.RUNNING;
    }

    /** Returns whether it was parked. */
    synchronized boolean unpark(Pcpu pcpu) {
        if (!pcpu.isParked()) {
            return false;
        }
        pcpu.setParked(false);
        plan.unpark(pcpu.index());
        pcpu.wake();
        DecisionEvent.record("unparked", "pCPU %d".formatted(pcpu.index()));
        return true;
    }
}
