package org.polyvisor.hypervisor.power;

import java.util.List;
import java.util.OptionalInt;
import org.polyvisor.hypervisor.sched.PcpuSpec;
import org.polyvisor.hypervisor.sched.PcpuStatus;
import org.polyvisor.hypervisor.sched.VcpuUsage;

/** Readings of a scheduler, made up. Times are in milliseconds. */
final class Readings {
    private Readings() {}

    static PcpuSpec spec(int index, String kind, int capacity) {
        return new PcpuSpec(index, kind, capacity, OptionalInt.empty());
    }

    static PcpuStatus pcpu(int index, String kind, long busy, long parked, long wall, long wakeUps) {
        return new PcpuStatus(
                spec(index, kind, 1024), false, "", busy * 1_000_000, parked * 1_000_000, wall * 1_000_000, 0, wakeUps);
    }

    static VcpuUsage vcpu(String vm, int vcpu, String state, Long... ranByPcpu) {
        List<Long> nanos =
                List.of(ranByPcpu).stream().map(millis -> millis * 1_000_000).toList();
        long sum = nanos.stream().mapToLong(Long::longValue).sum();
        return new VcpuUsage(vm, vcpu, state, 0, sum, 0, nanos, 0, 0, 0, 0);
    }

    /** The same, switched in so many times. */
    static VcpuUsage switched(VcpuUsage usage, long switches) {
        return new VcpuUsage(
                usage.vm(),
                usage.vcpu(),
                usage.state(),
                usage.pcpu(),
                usage.runNanos(),
                usage.stolenNanos(),
                usage.runNanosByPcpu(),
                switches,
                0,
                0,
                0);
    }
}
