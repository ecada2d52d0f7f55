package org.polyvisor.hypervisor.sched;

import org.HdrHistogram.AbstractHistogram;

/**
 * How long after the moment that was asked for the host has woken a real-time lane that slept, in nanoseconds: what no
 * scheduler above the host can make good. It is part of the latency of the vCPU that the lane then runs.
 *
 * @param count how many times
 * @param p50 what half of them did not exceed
 * @param p99 what 99 % of them did not exceed
 * @param p999 what 99.9 % of them did not exceed
 * @param max the longest
 * @param beyond how many exceeded the limit that was asked for
 */
public record HostLateness(long count, long p50, long p99, long p999, long max, long beyond) {
    static HostLateness of(AbstractHistogram histogram, long limitNanos) {
        AbstractHistogram seen = histogram.copy();
        return new HostLateness(
                seen.getTotalCount(),
                seen.getValueAtPercentile(50),
                seen.getValueAtPercentile(99),
                seen.getValueAtPercentile(99.9),
                seen.getMaxValue(),
                seen.getTotalCount() - seen.getCountBetweenValues(0, limitNanos));
    }
}
