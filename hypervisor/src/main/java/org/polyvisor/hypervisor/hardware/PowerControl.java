package org.polyvisor.hypervisor.hardware;

import java.util.function.IntConsumer;
import org.polyvisor.board.firmware.CpuPower;
import org.polyvisor.hypervisor.vcpu.VcpuThreads;

/** What a guest's firmware calls do to its vCPUs and to the machine. */
final class PowerControl implements CpuPower {
    private final VcpuThreads threads;
    private final HardwareEvents events;
    private IntConsumer powerReturns = vcpu -> {};
    private IntConsumer standby = vcpu -> {};
    private IntConsumer sleep = vcpu -> {};

    PowerControl(VcpuThreads threads, HardwareEvents events) {
        this.threads = threads;
        this.events = events;
    }

    /**
     * Completes it; nothing is called before.
     *
     * @param newPowerReturns called before a vCPU is switched on again
     * @param newStandby has the calling vCPU wait for an interrupt, or less
     * @param newSleep has the calling vCPU wait for an interrupt
     */
    void connect(IntConsumer newPowerReturns, IntConsumer newStandby, IntConsumer newSleep) {
        powerReturns = newPowerReturns;
        standby = newStandby;
        sleep = newSleep;
    }

    @Override
    public State state(int vcpu) {
        return threads.isStarting(vcpu) ? State.STARTING : threads.isOn(vcpu) ? State.ON : State.OFF;
    }

    @Override
    public State start(int vcpu, long entry, long contextId) {
        State before = state(vcpu);
        if (before != State.OFF) {
            return before;
        }
        powerReturns.accept(vcpu);
        // Another vCPU may have been quicker since.
        return threads.switchOn(vcpu, entry, contextId) ? State.OFF : State.STARTING;
    }

    @Override
    public void off(int vcpu) {
        threads.switchOff(vcpu);
    }

    @Override
    public void standby(int vcpu) {
        standby.accept(vcpu);
    }

    @Override
    public void sleep(int vcpu, long entry, long contextId) {
        sleep.accept(vcpu);
        powerReturns.accept(vcpu);
        threads.switchOff(vcpu);
        threads.switchOn(vcpu, entry, contextId);
    }

    @Override
    public void systemOff() {
        threads.end();
        events.powerOff();
    }

    @Override
    public void systemReset() {
        threads.end();
        events.reset();
    }
}
