package org.polyvisor.hypervisor.power;

import java.util.List;
import org.polyvisor.hypervisor.sched.PcpuStatus;
import org.polyvisor.hypervisor.sched.VcpuUsage;

/**
 * What a scheduler tells at one moment.
 *
 * @param pcpus in the order of their numbers
 * @param vcpus those of all machines
 */
public record Snapshot(List<PcpuStatus> pcpus, List<VcpuUsage> vcpus) {
    public Snapshot {
        pcpus = List.copyOf(pcpus);
        vcpus = List.copyOf(vcpus);
    }
}
