package org.polyvisor.hypervisor.sched;

import java.util.Set;
import org.polyvisor.host.ServiceThreads;

/**
 * How and where a VM's vCPUs run.
 *
 * @param scheduling their class and its parameters
 * @param pcpus the pCPUs that they may run on; empty for all
 */
public record Placement(Scheduling scheduling, Set<Integer> pcpus) {
    /** A fair share, anywhere. */
    public static final Placement DEFAULT = new Placement(Scheduling.Fair.DEFAULT, Set.of());

    public Placement {
        pcpus = Set.copyOf(pcpus);
    }

    /** What threads serve the machine beside its vCPUs. */
    public ServiceThreads serviceThreads() {
        return scheduling instanceof Scheduling.RealTime
                ? ServiceThreads.fifo(Lane.SERVICE_PRIORITY)
                : ServiceThreads.ORDINARY;
    }

    boolean allows(int pcpu) {
        return pcpus.isEmpty() || pcpus.contains(pcpu);
    }
}
