package org.polyvisor.arm.cpu;

import org.polyvisor.arm.bus.InterruptLine;

/** The nIRQ and nFIQ inputs of a vCPU. */
final class InterruptInputs {
    private final Vcpu cpu;
    private volatile boolean irqAsserted;
    private volatile boolean fiqAsserted;
    private final InterruptLine irq = this::setIrq;
    private final InterruptLine fiq = this::setFiq;

    InterruptInputs(Vcpu cpu) {
        this.cpu = cpu;
    }

    private void setIrq(boolean asserted) {
        if (irqAsserted != asserted) {
            irqAsserted = asserted;
            changed(asserted);
        }
    }

    private void setFiq(boolean asserted) {
        if (fiqAsserted != asserted) {
            fiqAsserted = asserted;
            changed(asserted);
        }
    }

    private void changed(boolean asserted) {
        if (asserted) {
            cpu.poke(Pending.INTERRUPT);
            cpu.wake();
        }
    }

    InterruptLine irq() {
        return irq;
    }

    InterruptLine fiq() {
        return fiq;
    }

    boolean isAsserted() {
        return irqAsserted || fiqAsserted;
    }

    boolean isIrqDeliverable(int daif) {
        return irqAsserted && (daif & Pstate.IRQ_MASK) == 0;
    }

    boolean isFiqDeliverable(int daif) {
        return fiqAsserted && (daif & Pstate.FIQ_MASK) == 0;
    }

    boolean isDeliverable(int daif) {
        return isIrqDeliverable(daif) || isFiqDeliverable(daif);
    }

    long isr() {
        return (irqAsserted ? Pstate.IRQ_MASK : 0) | (fiqAsserted ? Pstate.FIQ_MASK : 0);
    }
}
