package org.polyvisor.service.api;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a phone's pCPUs and vCPUs have done, for clients. Numbers only grow; who wants a rate takes two of these.
 *
 * @param phone its name
 * @param nanos when, on a clock that only grows
 * @param pcpus in the order of their numbers
 * @param vcpus those of VMs that run
 * @param power what it takes from the battery, or null where nobody knows
 */
public record TopView(
        String phone,
        long nanos,
        List<Pcpu> pcpus,
        List<Vcpu> vcpus,
        @Nullable Power power) {
    /**
     * A physical CPU.
     *
     * @param index its number
     * @param kind its class
     * @param host the host core that it is bound to, or null
     * @param parked whether it is switched off
     * @param running the vCPU that it runs, such as "personal/0", or empty
     * @param busyNanos for how long it has run vCPUs
     * @param wallNanos for how long it has existed
     * @param switches how often it went from one vCPU to another
     */
    public record Pcpu(
            int index,
            String kind,
            @Nullable Integer host,
            boolean parked,
            String running,
            long busyNanos,
            long wallNanos,
            long switches) {}

    /**
     * A virtual CPU.
     *
     * @param vm its VM's name
     * @param vcpu its number
     * @param state off, blocked, ready, running or throttled
     * @param pcpu where it runs or ran last
     * @param runNanos for how long it has run
     * @param stolenNanos for how long it wanted to run and could not
     * @param switches how often it was switched in
     * @param migrations how often it went on elsewhere
     * @param throttles how often its budget or cap was used up
     * @param instructions how many instructions it has executed; 0 where the engine does not count
     * @param wakeUpP99 what 99 % of its waits after wake-ups did not exceed, in nanoseconds
     * @param wakeUpMax the longest such wait, in nanoseconds
     */
    public record Vcpu(
            String vm,
            int vcpu,
            String state,
            int pcpu,
            long runNanos,
            long stolenNanos,
            long switches,
            long migrations,
            long throttles,
            long instructions,
            long wakeUpP99,
            long wakeUpMax) {}

    /**
     * Energy, by the phone's model.
     *
     * @param watts what it takes now
     * @param joules what it has used
     * @param batteryPercent how full the battery is
     * @param batteryLeftSeconds for how long it lasts if things go on so
     * @param wattsByVm what each VM takes now
     */
    public record Power(
            double watts,
            double joules,
            double batteryPercent,
            long batteryLeftSeconds,
            Map<String, Double> wattsByVm) {}
}
