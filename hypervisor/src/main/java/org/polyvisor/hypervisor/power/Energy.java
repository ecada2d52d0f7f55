package org.polyvisor.hypervisor.power;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the phone used in a span of time, in joules.
 *
 * @param span its length
 * @param byVm by VM's name
 * @param byPcpu by pCPU's number
 * @param base what memory, interconnect and regulators used
 * @param unclaimed what no VM is charged for: all that was shared while no vCPU was switched on
 */
public record Energy(
        Duration span, SortedMap<String, Double> byVm, List<Double> byPcpu, double base, double unclaimed) {
    public static final Energy NONE = new Energy(Duration.ZERO, new TreeMap<>(), List.of(), 0, 0);

    public Energy {
        byVm = Collections.unmodifiableSortedMap(new TreeMap<>(byVm));
        byPcpu = List.copyOf(byPcpu);
    }

    /** All of it; the same as that of all VMs and the unclaimed. */
    public double total() {
        return base + byPcpu.stream().mapToDouble(Double::doubleValue).sum();
    }

    /** On average over the span; 0 if that is empty. */
    public double watts() {
        return span.isZero() ? 0 : total() / (span.toNanos() / 1e9);
    }
}
