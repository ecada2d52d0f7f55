package org.polyvisor.hypervisor.power;

import org.polyvisor.hypervisor.ConfigurationException;

/** What the {@link Governor} needs of a scheduler. */
public interface Pcpus {
    /** What pCPUs and vCPUs have done so far. */
    Snapshot snapshot();

    /**
     * Switches a pCPU off.
     *
     * @throws ConfigurationException if a vCPU could not go on: by its affinity, or by what real-time vCPUs are promised
     */
    void park(int pcpu);

    /** Switches a pCPU on again. */
    void unpark(int pcpu);
}
