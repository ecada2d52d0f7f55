package org.polyvisor.board;

import org.polyvisor.board.firmware.CpuPower;

/** Power over vCPUs that nobody runs. */
final class IdlePower implements CpuPower {
    @Override
    public State state(int vcpu) {
        return vcpu == 0 ? State.ON : State.OFF;
    }

    @Override
    public State start(int vcpu, long entry, long contextId) {
        return state(vcpu);
    }

    @Override
    public void off(int vcpu) {}

    @Override
    public void standby(int vcpu) {}

    @Override
    public void sleep(int vcpu, long entry, long contextId) {}

    @Override
    public void systemOff() {}

    @Override
    public void systemReset() {}
}
