package org.polyvisor.hypervisor.sched;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The order among fair vCPUs: who has had least for its weight goes first. One that has slept keeps a small lead, not
 * all the time that it did not want.
 */
final class FairQueue {
    /** How far behind the others a vCPU that has slept may be: what it can run at once when it wakes. */
    private static final long LEAD = 2 * Lane.SLICE;

    /** How much further ahead the running vCPU must be for a woken one to take its place at once. */
    private static final long GRANULARITY = 1_000_000L;

    /** What a warm cache is worth: a vCPU that ran elsewhere last must be this far behind to be taken. */
    private static final long MIGRATION_COST = 500_000L;

    /** An array, since iterators of lists would be garbage on each switch. */
    private final Pcpu[] pcpus;

    /** How far ahead of all others a vCPU was seen that was chosen; grows only. */
    private volatile long floor;

    FairQueue(List<Pcpu> pcpus) {
        this.pcpus = pcpus.toArray(Pcpu[]::new);
    }

    private long virtualRuntime(Entity entity) {
        return Math.max(entity.virtualRuntime, floor - LEAD);
    }

    @Nullable
    Entity pick(Entity[] entities, Pcpu pcpu, long now, @Nullable Entity yielder) {
        while (true) {
            Entity best = null;
            Entity other = null;
            long bestScore = 0;
            for (Entity entity : entities) {
                if (entity.isRealTime() || !entity.placement.allows(pcpu.index()) || !entity.isEligible(now)) {
                    continue;
                }
                long score = score(entity, pcpu, yielder);
                if (best == null || score < bestScore) {
                    other = best;
                    best = entity;
                    bestScore = score;
                } else {
                    other = entity;
                }
            }
            if (best == null) {
                return null;
            }
            if (best.state.compareAndSet(Entity.READY, Entity.RUNNING)) {
                best.virtualRuntime = virtualRuntime(best);
                floor = Math.max(floor, best.virtualRuntime);
                if (other != null) {
                    wakeSleeper(other);
                }
                return best;
            }
        }
    }

    private long score(Entity entity, Pcpu pcpu, @Nullable Entity yielder) {
        long score = virtualRuntime(entity);
        if (entity.home.get() != pcpu.index()) {
            score += MIGRATION_COST;
        }
        if (yielder != null) {
            if (entity.equals(yielder)) {
                score += 2 * LEAD;
            } else if (entity.vm.equals(yielder.vm)) {
                // It may be the one that holds what the other waits for.
                score -= Lane.SLICE;
            }
        }
        return score;
    }

    void place(Entity entity) {
        if (wakeSleeper(entity)) {
            return;
        }
        Lane furthest = null;
        long most = Long.MIN_VALUE;
        long now = System.nanoTime();
        long own = virtualRuntime(entity);
        for (Pcpu pcpu : pcpus) {
            Entity running = pcpu.fair.current();
            if (running != null && isOpenTo(entity, pcpu)) {
                long ahead = running.virtualRuntime
                        + (now - running.accountedAt()) * Scheduling.Fair.DEFAULT_WEIGHT / running.weight
                        - own;
                if (ahead > most) {
                    most = ahead;
                    furthest = pcpu.fair;
                }
            }
        }
        if (furthest != null) {
            if (most > GRANULARITY) {
                furthest.interrupt();
            } else {
                furthest.limitSlice();
            }
        }
    }

    /** Wakes a lane that could run it, its home's before others; false if all are awake. */
    private boolean wakeSleeper(Entity entity) {
        Pcpu home = pcpus[entity.home.get()];
        if (isOpenTo(entity, home) && home.fair.isSleeping()) {
            home.fair.wake();
            return true;
        }
        for (Pcpu pcpu : pcpus) {
            if (isOpenTo(entity, pcpu) && pcpu.fair.isSleeping()) {
                pcpu.fair.wake();
                return true;
            }
        }
        return false;
    }

    private static boolean isOpenTo(Entity entity, Pcpu pcpu) {
        return entity.placement.allows(pcpu.index()) && !pcpu.isParked();
    }
}
