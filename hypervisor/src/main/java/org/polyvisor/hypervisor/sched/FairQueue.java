package org.polyvisor.hypervisor.sched;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The order among fair vCPUs: who has had least for its weight goes first. That is only about time that others wanted
 * too: one that has slept, one that ran on a pCPU of its own, and one whose weight entitles it to more than a whole pCPU
 * keep a small lead over the others, not all the time that lies between them.
 */
final class FairQueue {
    /** How far behind the others a vCPU that has slept may be: what it can run at once when it wakes. */
    private static final long LEAD = 2 * Lane.SLICE;

    /** How much further ahead the running vCPU must be for a woken one to take its place at once. */
    private static final long GRANULARITY = 1_000_000L;

    /**
     * How much further behind than others one must be to run twice in a row. If the host has not let it run for a part of
     * its turn, the others do not wait for that too: its next turns are longer.
     */
    static final long AGAIN = Lane.SLICE;

    /** What a warm cache is worth: a vCPU that ran elsewhere last must be this far behind to be taken. */
    private static final long MIGRATION_COST = 500_000L;

    /** An array, since iterators of lists would be garbage on each switch. */
    private final Pcpu[] pcpus;

    FairQueue(List<Pcpu> pcpus) {
        this.pcpus = pcpus.toArray(Pcpu[]::new);
    }

    private static long virtualRuntime(Entity entity) {
        return Math.max(entity.virtualRuntime, entity.virtualStart);
    }

    /** What a vCPU that wakes now has at least had, as to the order. */
    long startOf(Entity entity) {
        return entity.isRealTime()
                ? Long.MIN_VALUE
                : pcpus[entity.home.get()].fair.virtualTime(System.nanoTime()) - LEAD;
    }

    /**
     * A vCPU has lost its pCPU and goes on at its new home, before what runs there, but for one turn only: what it has had
     * less where it was would keep the others waiting for as long.
     */
    void displace(Entity entity) {
        long level = pcpus[entity.home.get()].fair.virtualTime(System.nanoTime());
        // The lane that takes it may write at the same time: both values are good.
        entity.virtualRuntime = level - 2 * GRANULARITY;
        entity.virtualStart = Long.MIN_VALUE;
    }

    @Nullable
    Entity pick(Entity[] entities, Pcpu pcpu, long now, @Nullable Entity last, @Nullable Entity yielder) {
        while (true) {
            Entity best = null;
            Entity second = null;
            long bestScore = 0;
            long secondScore = 0;
            for (Entity entity : entities) {
                if (entity.isRealTime() || !entity.placement.allows(pcpu.index()) || !entity.isEligible(now)) {
                    continue;
                }
                long score = score(entity, pcpu, yielder) + (entity.equals(last) ? entity.weighted(AGAIN) : 0);
                if (best == null || score < bestScore) {
                    second = best;
                    secondScore = bestScore;
                    best = entity;
                    bestScore = score;
                } else if (second == null || score < secondScore) {
                    second = entity;
                    secondScore = score;
                }
            }
            if (best == null) {
                return null;
            }
            if (best.state.compareAndSet(Entity.READY, Entity.RUNNING)) {
                choose(best, second, pcpu);
                return best;
            }
        }
    }

    private void choose(Entity best, @Nullable Entity second, Pcpu pcpu) {
        long reached = virtualRuntime(best);
        best.turn = second == null ? Lane.SLICE : turn(best, second);
        if (second != null) {
            // The lead that one turn of the other gives is due to it, and what a sleeper may have. No more.
            reached = Math.max(reached, virtualRuntime(second) - second.weighted(Lane.SLICE) - LEAD);
            if (!wakeSleeper(second)) {
                share(second, pcpu);
            }
        }
        best.virtualRuntime = reached;
        pcpu.virtualTime = Math.max(pcpu.virtualTime, reached);
    }

    /**
     * How long {@code best} runs while {@code next} waits. Turns of one length leave who is ahead at the end of each to
     * chance once two vCPUs differ by whole turns, and one then waits for two of them. So each turn is made somewhat
     * longer or shorter, for it to end half a turn ahead of the other.
     */
    private static long turn(Entity best, Entity next) {
        long lead = virtualRuntime(next) - virtualRuntime(best);
        return turn(best.unweighted(lead + next.weighted(Lane.SLICE) / 2));
    }

    /** @param untilHalfATurnAhead how long it would have to run for that, in nanoseconds */
    static long turn(long untilHalfATurnAhead) {
        // In parts, since eight alike would else have half turns only.
        return Math.clamp(
                Lane.SLICE + (untilHalfATurnAhead - Lane.SLICE) / 4, Lane.SLICE / 2, Lane.SLICE + Lane.SLICE / 2);
    }

    /** A vCPU waits: what runs on other pCPUs has its slice and no more. */
    private void share(Entity waiting, Pcpu except) {
        for (Pcpu pcpu : pcpus) {
            if (!pcpu.equals(except) && isOpenTo(waiting, pcpu)) {
                pcpu.fair.limitSlice();
            }
        }
    }

    private static long score(Entity entity, Pcpu pcpu, @Nullable Entity yielder) {
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
                long ahead = running.virtualRuntimeAt(now) - own;
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
