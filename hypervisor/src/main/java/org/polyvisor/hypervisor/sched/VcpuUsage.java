package org.polyvisor.hypervisor.sched;

import java.util.List;

/**
 * What a vCPU has had of the pCPUs. Times are in nanoseconds since its VM was switched on; they only grow.
 *
 * @param vm its VM's name
 * @param vcpu its number
 * @param state off, blocked (it waits for an interrupt), ready (it waits for a pCPU), running, or throttled (its budget
 *     or cap is used up)
 * @param pcpu the pCPU that it runs on or ran on last
 * @param runNanos how long it has run
 * @param stolenNanos how long it wanted to run and could not
 * @param runNanosByPcpu {@code runNanos} by pCPU, in the order of their numbers
 * @param switches how often it was switched in
 * @param migrations how often it went on on another pCPU
 * @param throttles how often its budget or cap was used up
 * @param instructions how many instructions it has executed, whole blocks counted at their entry; 0 where
 *     nobody counts
 */
public record VcpuUsage(
        String vm,
        int vcpu,
        String state,
        int pcpu,
        long runNanos,
        long stolenNanos,
        List<Long> runNanosByPcpu,
        long switches,
        long migrations,
        long throttles,
        long instructions) {}
