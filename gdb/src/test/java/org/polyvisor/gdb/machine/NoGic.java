package org.polyvisor.gdb.machine;

import org.polyvisor.arm.bus.GicCpuInterface;

/** No interrupt controller. */
final class NoGic implements GicCpuInterface {
    @Override
    public long readRegister(int register) {
        return 0;
    }

    @Override
    public void writeRegister(int register, long value) {}

    @Override
    public boolean hasRegister(int register) {
        return false;
    }
}
