package org.polyvisor.hypervisor.sched;

/**
 * How much of a pCPU's time a vCPU may use in each period. What it has not used when the period ends is lost; what it
 * uses beyond its budget, it lacks in the next one.
 *
 * <p>Used by the lane that has the vCPU; the queries by any thread.
 */
@SuppressWarnings("NonAtomicVolatileUpdate") // written by one thread at a time, the lane that has it
final class Budget {
    /** In what time a cap is kept: short enough that nobody notices, long enough that switching costs nothing. */
    private static final long CAP_PERIOD = 20_000_000L;

    private final long amount;
    private final long period;
    private volatile long left;
    private volatile long periodEnd;
    private volatile long exhaustions;

    Budget(long amount, long period) {
        this.amount = amount;
        this.period = period;
        left = amount;
    }

    /** The budget of a fair vCPU that may use so many hundredths of a pCPU. */
    static Budget ofCap(int percent) {
        return new Budget(CAP_PERIOD * percent / 100, CAP_PERIOD);
    }

    /** Whether there is a limit at all. */
    boolean isLimited() {
        return amount < period;
    }

    /** Whether nothing is left until {@link #replenishesAt}. */
    boolean isExhausted(long now) {
        return isLimited() && left <= 0 && now < periodEnd;
    }

    /** If it is used up: when the present period ends, even if that has passed; else never. */
    long replenishesAt() {
        return isLimited() && left <= 0 ? periodEnd : Entity.NEVER;
    }

    /** The vCPU is about to run: begins a new period if the present one is over. Returns how long it may run. */
    long begin(long now) {
        if (!isLimited()) {
            return Entity.NEVER;
        }
        if (now >= periodEnd) {
            long debt = Math.min(0, left);
            // Periods follow each other as long as the vCPU keeps running, else one begins when it needs it.
            long missed = now - periodEnd;
            periodEnd = missed < period ? periodEnd + period : now + period;
            left = Math.max(1, amount + debt);
        }
        return left;
    }

    /** The vCPU has run for {@code nanos}. */
    void use(long nanos, long now) {
        if (!isLimited()) {
            return;
        }
        long before = left;
        left = before - nanos;
        if (before > 0 && left <= 0 && now < periodEnd) {
            exhaustions = exhaustions + 1;
        }
    }

    /** How often it was used up before its period ended. */
    long exhaustions() {
        return exhaustions;
    }
}
