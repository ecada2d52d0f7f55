package org.polyvisor.bench.measure;

/**
 * One run of a workload.
 *
 * @param rounds how often its code ran
 * @param operations what was done in them, in the workload's own measure
 * @param wallNanos time by the guest's clock
 * @param cpuNanos processor time of the hypervisor's process, at least one step of its clock
 */
record Sample(long rounds, long operations, long wallNanos, long cpuNanos) {}
