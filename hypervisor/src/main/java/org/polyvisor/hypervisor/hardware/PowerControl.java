package org.polyvisor.hypervisor.hardware;

import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.polyvisor.board.firmware.CpuPower;
import org.polyvisor.hypervisor.sched.Vcpus;

/** What a guest's firmware calls do to its vCPUs and to the machine. */
final class PowerControl implements CpuPower {
    private final HardwareEvents events;
    private @Nullable Vcpus vcpus;
    private IntConsumer powerReturns = vcpu -> {};
    private IntConsumer standby = vcpu -> {};
    private BooleanSupplier awake = () -> false;

    PowerControl(HardwareEvents events) {
        this.events = events;
    }

    /**
     * Completes it; nothing is called before.
     *
     * @param newVcpus what is switched on and off
     * @param newPowerReturns called before a vCPU is switched on again
     * @param newStandby has the calling vCPU wait for an interrupt, or less
     */
    void connect(Vcpus newVcpus, IntConsumer newPowerReturns, IntConsumer newStandby) {
        vcpus = newVcpus;
        powerReturns = newPowerReturns;
        standby = newStandby;
    }

    /** @param newAwake whether something keeps the machine from sleeping */
    void keepAwakeWhile(BooleanSupplier newAwake) {
        awake = newAwake;
    }

    private Vcpus vcpus() {
        return Objects.requireNonNull(vcpus, "not connected");
    }

    @Override
    public State state(int vcpu) {
        return vcpus().isStarting(vcpu) ? State.STARTING : vcpus().isOn(vcpu) ? State.ON : State.OFF;
    }

    @Override
    public State start(int vcpu, long entry, long contextId) {
        State before = state(vcpu);
        if (before != State.OFF) {
            return before;
        }
        powerReturns.accept(vcpu);
        // Another vCPU may have been quicker since.
        return vcpus().switchOn(vcpu, entry, contextId) ? State.OFF : State.STARTING;
    }

    @Override
    public void off(int vcpu) {
        vcpus().switchOff(vcpu);
    }

    @Override
    public void standby(int vcpu) {
        standby.accept(vcpu);
    }

    @Override
    public void sleep(int vcpu, long entry, long contextId) {
        vcpus().suspend(vcpu, () -> powerReturns.accept(vcpu), entry, contextId);
        // What comes from now on ends the sleep itself.
        if (awake.getAsBoolean()) {
            vcpus().awaken();
        }
    }

    @Override
    public void systemOff() {
        vcpus().end();
        events.powerOff();
    }

    @Override
    public void systemReset() {
        vcpus().end();
        events.reset();
    }
}
