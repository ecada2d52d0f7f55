package org.polyvisor.hypervisor.sched;

import java.time.Duration;
import org.polyvisor.hypervisor.ConfigurationException;

/** How a VM's vCPUs get time on pCPUs. */
public sealed interface Scheduling {
    /**
     * Before all others, up to a budget: each vCPU gets at most {@code budget} of a pCPU's time in every {@code
     * period}, and gets it before any vCPU of lower priority.
     *
     * @param priority from 1 to {@link #MAX_PRIORITY}; higher runs first
     * @param budget from {@link #MIN_BUDGET} to {@code period}
     * @param period from {@link #MIN_BUDGET} to {@link #MAX_PERIOD}; also the deadline by which the budget is there
     */
    record RealTime(int priority, Duration budget, Duration period) implements Scheduling {
        public static final int MAX_PRIORITY = 99;
        public static final Duration MIN_BUDGET = Duration.ofNanos(50_000);
        public static final Duration MAX_PERIOD = Duration.ofSeconds(1);

        /** @throws ConfigurationException if a value is out of its range */
        public RealTime {
            if (priority < 1 || priority > MAX_PRIORITY) {
                throw new ConfigurationException("real-time priority %d is not possible: give a number from 1 to %d"
                        .formatted(priority, MAX_PRIORITY));
            }
            if (period.compareTo(MIN_BUDGET) < 0 || period.compareTo(MAX_PERIOD) > 0) {
                throw new ConfigurationException("a real-time period of %d µs is not possible: give 50us to 1s"
                        .formatted(period.toNanos() / 1000));
            }
            if (budget.compareTo(MIN_BUDGET) < 0 || budget.compareTo(period) > 0) {
                throw new ConfigurationException(
                        "a real-time budget of %d µs is not possible: give 50us to the period, %d µs"
                                .formatted(budget.toNanos() / 1000, period.toNanos() / 1000));
            }
        }
    }

    /**
     * A share of what real-time VMs leave, in proportion to the weights of those who want it.
     *
     * @param weight from 1 to {@link #MAX_WEIGHT}; {@link #DEFAULT_WEIGHT} is usual
     * @param capPercent the most of one pCPU's time that each vCPU gets, 1 to 99, or 100 for no limit
     */
    record Fair(int weight, int capPercent) implements Scheduling {
        public static final int DEFAULT_WEIGHT = 100;
        public static final int MAX_WEIGHT = 10_000;

        /** Usual weight, no limit. */
        public static final Fair DEFAULT = new Fair(DEFAULT_WEIGHT, 100);

        /** @throws ConfigurationException if a value is out of its range */
        public Fair {
            if (weight < 1 || weight > MAX_WEIGHT) {
                throw new ConfigurationException(
                        "weight %d is not possible: give a number from 1 to %d".formatted(weight, MAX_WEIGHT));
            }
            if (capPercent < 1 || capPercent > 100) {
                throw new ConfigurationException(
                        "a cap of %d %% is not possible: give a number from 1 to 100".formatted(capPercent));
            }
        }
    }
}
