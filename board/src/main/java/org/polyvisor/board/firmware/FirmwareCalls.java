package org.polyvisor.board.firmware;

import org.polyvisor.arm.bus.PhysicalBus;

/**
 * The firmware that a guest calls through HVC, by the SMC Calling Convention 1.2 (Arm DEN0028): PSCI, random numbers,
 * stolen time. Results are in X0 to X3; other registers keep their values. What is not there answers NOT_SUPPORTED.
 */
public final class FirmwareCalls {
    static final long SUCCESS = 0;
    static final long NOT_SUPPORTED = -1;

    private static final int SMCCC_VERSION = 0x8000_0000;
    private static final int SMCCC_ARCH_FEATURES = 0x8000_0001;
    private static final long VERSION_1_2 = 0x1_0002;

    /** Function identifiers: bit 31 fast call, bit 30 64-bit, bits 29 to 24 the owner, 23 to 16 zero. */
    private static final int SMC64 = 1 << 30;

    private final Psci psci;
    private final Trng trng = new Trng();
    private final StolenTime stolenTime;

    /** @param vcpus how many vCPUs there are */
    public FirmwareCalls(int vcpus, CpuPower power, PhysicalBus bus, StolenTime stolenTime) {
        this.psci = new Psci(vcpus, power, bus, this::isImplemented);
        this.stolenTime = stolenTime;
    }

    /**
     * Answers a call.
     *
     * @param registers of the calling vCPU; X0 holds the function identifier
     */
    public void handle(CallRegisters registers, int vcpu) {
        int function = (int) registers.get(0);
        CallArguments arguments = new CallArguments(registers, (function & SMC64) != 0);
        if (function == SMCCC_VERSION) {
            registers.set(0, VERSION_1_2);
        } else if (function == SMCCC_ARCH_FEATURES) {
            registers.set(0, isImplemented((int) arguments.get(1)) ? SUCCESS : NOT_SUPPORTED);
        } else if (Psci.owns(function)) {
            registers.set(0, psci.call(function, arguments, vcpu));
        } else if (Trng.owns(function)) {
            trng.call(function, arguments, registers);
        } else if (StolenTime.owns(function)) {
            registers.set(0, stolenTime.call(function, arguments, vcpu));
        } else {
            registers.set(0, NOT_SUPPORTED);
        }
    }

    private boolean isImplemented(int function) {
        return function == SMCCC_VERSION
                || function == SMCCC_ARCH_FEATURES
                || Psci.owns(function)
                || Trng.owns(function)
                || StolenTime.owns(function);
    }
}
