package org.polyvisor.hypervisor.sched;

/**
 * What a pCPU does and has done. Times are in nanoseconds since the scheduler began; they only grow.
 *
 * @param spec what it is
 * @param parked whether it is switched off
 * @param running the vCPU that it runs, such as "personal/0"; empty while it idles
 * @param busyNanos for how long it has run vCPUs
 * @param parkedNanos for how long it has been parked
 * @param wallNanos for how long it has existed; what is neither busy nor parked is idle
 * @param switches how often it went from one vCPU to another
 * @param wakeUps how often it came out of idling
 */
public record PcpuStatus(
        PcpuSpec spec,
        boolean parked,
        String running,
        long busyNanos,
        long parkedNanos,
        long wallNanos,
        long switches,
        long wakeUps) {}
