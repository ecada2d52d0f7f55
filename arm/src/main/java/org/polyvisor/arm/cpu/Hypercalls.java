package org.polyvisor.arm.cpu;

/** What answers HVC: the firmware interface that the board offers (PSCI and its kin). */
@FunctionalInterface
public interface Hypercalls {
    /**
     * Serves a call; arguments and results are in X0 to X17 (SMCCC, DEN0028). Called on the vCPU's own thread.
     *
     * @param immediate the number in the instruction; SMCCC uses 0
     * @return false where there is no such call, so that HVC is UNDEFINED
     */
    boolean call(Vcpu cpu, int immediate);
}
