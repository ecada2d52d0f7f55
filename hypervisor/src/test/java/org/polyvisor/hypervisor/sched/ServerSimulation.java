package org.polyvisor.hypervisor.sched;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.polyvisor.hypervisor.sched.Admission.Server;

/**
 * Deferrable servers on one pCPU, in steps of 10 µs, against guests that do their worst to one of them, the victim.
 * Nothing in here knows the analysis: it schedules by priority, of equals the victim last; charges one switch for each
 * budget; and keeps the pCPU busy for the blocking time whenever the victim wakes up.
 */
final class ServerSimulation {
    static final long STEP = 10_000;

    /** What a guest does with its vCPU. */
    private enum Habit {
        /** Always wants to run. */
        GREEDY,
        /** Sleeps so long that its budget just fits into the period, then never again. */
        DEFERRING,
        /** Sleeps and runs as it likes. */
        RESTLESS
    }

    private final class Vcpu {
        final Server server;
        final Habit habit;
        final long phase;
        long budget;
        long switching;
        boolean wants;

        Vcpu(Server server) {
            this.server = server;
            habit = random.nextInt(3) == 0 ? Habit.RESTLESS : random.nextBoolean() ? Habit.GREEDY : Habit.DEFERRING;
            phase = random.nextLong(server.period() / STEP) * STEP;
        }

        void begin(long now) {
            long place = Math.floorMod(now - phase, server.period());
            if (place == 0) {
                budget = server.budget();
                switching = Admission.SWITCH_COST.toNanos();
            }
            wants = switch (habit) {
                case GREEDY -> true;
                case DEFERRING -> wants || place == server.period() - server.budget();
                case RESTLESS -> random.nextInt(8) == 0 ? !wants : wants;
            };
        }
    }

    private final Random random;
    private final List<Vcpu> rivals = new ArrayList<>();
    private final Server victim;
    private final long victimPhase;

    ServerSimulation(List<Server> servers, Server victim, long seed) {
        random = new Random(seed);
        this.victim = victim;
        for (Server server : servers) {
            if (!server.equals(victim) && server.priority() >= victim.priority()) {
                rivals.add(new Vcpu(server));
            }
        }
        victimPhase = random.nextLong(victim.period() / STEP) * STEP;
    }

    /**
     * The longest that the victim, woken with its whole budget, waited until it had run for that budget; in half of the
     * periods it wakes at their beginning, else anywhere.
     */
    long longestResponse(int periods) {
        long longest = 0;
        long now = -victim.period(); // rivals may have their first budgets before the victim wants anything
        long wake = nextWake(0);
        int left = periods;
        long got = 0;
        long blocked = 0;
        long switching = 0;
        long budget = 0;
        while (left > 0) {
            boolean wants = now >= wake;
            if (now == wake) {
                blocked = Admission.BLOCKING.toNanos();
                switching = Admission.SWITCH_COST.toNanos();
                budget = victim.budget();
            } else if (Math.floorMod(now - victimPhase, victim.period()) == 0) {
                budget = victim.budget();
            }
            for (Vcpu rival : rivals) {
                rival.begin(now);
            }
            if (blocked > 0) {
                blocked -= STEP;
            } else if (!runRival() && wants) {
                if (switching > 0) {
                    switching -= STEP;
                } else if (budget > 0) {
                    budget -= STEP;
                    got += STEP;
                }
            }
            now += STEP;
            if (got == victim.budget()) {
                longest = Math.max(longest, now - wake);
                wake = nextWake(now);
                got = 0;
                left--;
            }
        }
        return longest;
    }

    private boolean runRival() {
        Vcpu first = null;
        for (Vcpu rival : rivals) {
            boolean ready = rival.wants && rival.budget > 0;
            if (ready && (first == null || rival.server.priority() > first.server.priority())) {
                first = rival;
            }
        }
        if (first == null) {
            return false;
        }
        if (first.switching > 0) {
            first.switching -= STEP;
        } else {
            first.budget -= STEP;
        }
        return true;
    }

    private long nextWake(long after) {
        long start = victimPhase + Math.ceilDiv(after - victimPhase, victim.period()) * victim.period();
        return random.nextBoolean() ? start : start + random.nextLong(victim.period() / STEP) * STEP;
    }
}
