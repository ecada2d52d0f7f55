package org.polyvisor.arm.cpu;

import org.polyvisor.arm.bus.InterruptLine;
import org.polyvisor.host.Memory;

/** The nIRQ and nFIQ inputs of a vCPU. */
final class InterruptInputs {
    private final Vcpu cpu;
    private final InterruptLine irq = this::setIrq;
    private final InterruptLine fiq = this::setFiq;

    InterruptInputs(Vcpu cpu) {
        this.cpu = cpu;
    }

    private void setIrq(boolean asserted) {
        set(Pstate.IRQ_MASK, asserted);
    }

    private void setFiq(boolean asserted) {
        set(Pstate.FIQ_MASK, asserted);
    }

    private void set(int line, boolean asserted) {
        long lines = cpu.state().base() + CpuState.LINES;
        if (asserted) {
            if ((Memory.getAndBitwiseOrLong(lines, line) & line) == 0) {
                cpu.poke(Pending.INTERRUPT);
                cpu.wake();
            }
        } else {
            Memory.getAndBitwiseAndLong(lines, ~line);
        }
    }

    InterruptLine irq() {
        return irq;
    }

    InterruptLine fiq() {
        return fiq;
    }

    boolean isAsserted() {
        return isr() != 0;
    }

    boolean isIrqDeliverable(int daif) {
        return (isr() & Pstate.IRQ_MASK) != 0 && (daif & Pstate.IRQ_MASK) == 0;
    }

    boolean isFiqDeliverable(int daif) {
        return (isr() & Pstate.FIQ_MASK) != 0 && (daif & Pstate.FIQ_MASK) == 0;
    }

    boolean isDeliverable(int daif) {
        return isIrqDeliverable(daif) || isFiqDeliverable(daif);
    }

    long isr() {
        return Memory.getLongVolatile(cpu.state().base() + CpuState.LINES);
    }
}
