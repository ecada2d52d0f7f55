package org.polyvisor.hypervisor.sched;

/** A machine's place in the scheduler's plan, until it is closed. */
interface Admitted extends AutoCloseable {
    /** Where a vCPU runs first; a real-time one, always, as long as that pCPU is not parked. */
    int pcpu(int vcpu);

    @Override
    void close();
}
