package org.polyvisor.hypervisor.sched;

import org.HdrHistogram.AbstractHistogram;

/**
 * How long a pCPU takes to go from one vCPU to another, from the end of the one's guest code to the beginning of the
 * other's, in nanoseconds.
 *
 * @param count how many times
 * @param mean the average
 * @param p50 what half of them did not exceed
 * @param p99 what 99 % of them did not exceed
 * @param max the longest
 */
public record SwitchSummary(long count, long mean, long p50, long p99, long max) {
    static SwitchSummary of(AbstractHistogram histogram) {
        AbstractHistogram seen = histogram.copy();
        return new SwitchSummary(
                seen.getTotalCount(),
                (long) seen.getMean(),
                seen.getValueAtPercentile(50),
                seen.getValueAtPercentile(99),
                seen.getMaxValue());
    }
}
