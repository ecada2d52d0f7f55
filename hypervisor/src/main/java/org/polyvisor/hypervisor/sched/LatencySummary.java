package org.polyvisor.hypervisor.sched;

/**
 * How long a vCPU has waited from its wake-ups (an interrupt, the time of its timer) until it ran. All in nanoseconds.
 *
 * @param vm its VM's name
 * @param vcpu its number
 * @param count how many wake-ups there were
 * @param mean their average
 * @param p50 what half of them did not exceed
 * @param p99 what 99 % of them did not exceed
 * @param p999 what 99.9 % of them did not exceed
 * @param max the longest
 */
public record LatencySummary(String vm, int vcpu, long count, long mean, long p50, long p99, long p999, long max) {}
