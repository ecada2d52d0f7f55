package org.polyvisor.board.gic;

import org.polyvisor.arm.bus.GicCpuInterface;
import org.polyvisor.arm.bus.InterruptLine;

/** The ICC registers of one vCPU: priority mask, acknowledge, priority drop, deactivation, SGIs. */
final class CpuInterface implements GicCpuInterface {
    private static final int SPURIOUS = 1023;
    /** INTIDs from here on are special, not interrupts. */
    private static final int FIRST_SPECIAL = 1020;

    private static final int CTLR_CBPR = 1;
    private static final int CTLR_EOI_MODE = 1 << 1;
    /** 5 priority bits, 16-bit INTIDs (reported as 0), affinity 3 may be non-zero. */
    private static final int CTLR_READ_ONLY = Priorities.BITS - 1 << 8 | 1 << 15;

    /** System registers are all there is: SRE, and no bypass of either line. */
    private static final int SRE_VALUE = 7;

    private final Gic gic;
    private final int vcpu;
    private InterruptLine irq = asserted -> {};
    private InterruptLine fiq = asserted -> {};
    private InterruptLine wake = asserted -> {};
    private boolean irqAsserted;
    private boolean fiqAsserted;
    private boolean wakeAsserted;

    private int priorityMask;
    private int bpr0;
    private int bpr1;
    private int control;
    private int groupEnables;
    /** Active priorities, one bit a priority level, of group 0 and group 1. */
    private final int[] activePriorities = new int[2];

    CpuInterface(Gic gic, int vcpu) {
        this.gic = gic;
        this.vcpu = vcpu;
        reset();
    }

    void reset() {
        priorityMask = 0;
        bpr0 = Priorities.MIN_BPR0;
        bpr1 = Priorities.MIN_BPR1;
        control = 0;
        groupEnables = 0;
        activePriorities[0] = 0;
        activePriorities[1] = 0;
    }

    void connect(InterruptLine newIrq, InterruptLine newFiq, InterruptLine newWake) {
        irq = newIrq;
        fiq = newFiq;
        wake = newWake;
        irq.set(irqAsserted);
        fiq.set(fiqAsserted);
        wake.set(wakeAsserted);
    }

    /** ICC_IGRPEN0 and ICC_IGRPEN1 as bits 0 and 1. */
    int groupEnables() {
        return groupEnables;
    }

    /** Whether an interrupt of that priority and group would interrupt what runs now. */
    boolean wouldTake(int priority, int group) {
        return priority < priorityMask && (priority & preemptionMask(group)) < runningPriority();
    }

    /** Drives the vCPU's lines as the most urgent pending interrupt asks. */
    void signal() {
        int deliverable = deliverable();
        boolean any = deliverable != SPURIOUS;
        boolean group1 = any && gic.isGroup1(vcpu, deliverable);
        boolean newIrq = group1;
        boolean newFiq = any && !group1;
        if (newIrq != irqAsserted) {
            irqAsserted = newIrq;
            irq.set(newIrq);
        }
        if (newFiq != fiqAsserted) {
            fiqAsserted = newFiq;
            fiq.set(newFiq);
        }
        boolean newWake = gic.isWakeRequested(vcpu);
        if (newWake != wakeAsserted) {
            wakeAsserted = newWake;
            wake.set(newWake);
        }
    }

    @Override
    public boolean hasRegister(int register) {
        return IccRegister.isReadable(register) || IccRegister.isWritable(register);
    }

    @Override
    public boolean isReadable(int register) {
        return IccRegister.isReadable(register);
    }

    @Override
    public boolean isWritable(int register) {
        return IccRegister.isWritable(register);
    }

    @Override
    public long readRegister(int register) {
        synchronized (gic) {
            if (register == IccRegister.IAR1) {
                return acknowledge(1);
            } else if (register == IccRegister.IAR0) {
                return acknowledge(0);
            } else if (register == IccRegister.PMR) {
                return priorityMask;
            } else if (register == IccRegister.RPR) {
                return runningPriority();
            } else if (register == IccRegister.HPPIR0) {
                return pendingOf(0);
            } else if (register == IccRegister.HPPIR1) {
                return pendingOf(1);
            } else if (register == IccRegister.BPR0) {
                return bpr0;
            } else if (register == IccRegister.BPR1) {
                return hasCommonBinaryPoint() ? Math.min(bpr0 + 1, 7) : bpr1;
            } else if (register == IccRegister.CTLR) {
                return control | CTLR_READ_ONLY;
            } else if (register == IccRegister.SRE) {
                return SRE_VALUE;
            } else if (register == IccRegister.IGRPEN0) {
                return groupEnables & 1;
            } else if (register == IccRegister.IGRPEN1) {
                return groupEnables >>> 1;
            } else if (register == IccRegister.AP0R0) {
                return activePriorities[0] & 0xffff_ffffL;
            } else if (register == IccRegister.AP1R0) {
                return activePriorities[1] & 0xffff_ffffL;
            }
            return 0;
        }
    }

    @Override
    public void writeRegister(int register, long value) {
        synchronized (gic) {
            if (register == IccRegister.EOIR1) {
                endOfInterrupt(1, value);
            } else if (register == IccRegister.EOIR0) {
                endOfInterrupt(0, value);
            } else if (register == IccRegister.DIR) {
                deactivate(value);
            } else if (register == IccRegister.SGI1R) {
                sendSgi(new SgiTargets(value), true);
            } else if (register == IccRegister.SGI0R || register == IccRegister.ASGI1R) {
                // With one security state, the other state's group 1 is this one's group 0.
                sendSgi(new SgiTargets(value), false);
            } else {
                configure(register, (int) value);
                // A mask or enable here may change whose turn a 1-of-N interrupt is.
                gic.updateAll();
            }
        }
    }

    private void configure(int register, int value) {
        if (register == IccRegister.PMR) {
            priorityMask = value & Priorities.IMPLEMENTED;
        } else if (register == IccRegister.IGRPEN1) {
            groupEnables = groupEnables & 1 | (value & 1) << 1;
        } else if (register == IccRegister.IGRPEN0) {
            groupEnables = groupEnables & 2 | value & 1;
        } else if (register == IccRegister.BPR0) {
            bpr0 = Math.max(value & 7, Priorities.MIN_BPR0);
        } else if (register == IccRegister.BPR1) {
            bpr1 = hasCommonBinaryPoint() ? bpr1 : Math.max(value & 7, Priorities.MIN_BPR1);
        } else if (register == IccRegister.CTLR) {
            control = value & (CTLR_CBPR | CTLR_EOI_MODE);
        } else if (register == IccRegister.AP0R0) {
            activePriorities[0] = value;
        } else if (register == IccRegister.AP1R0) {
            activePriorities[1] = value;
        }
    }

    /** The INTID that is signalled to the vCPU now, or 1023. */
    private int deliverable() {
        int highest = gic.highestPending(vcpu);
        int intid = highest & 0xffff;
        if (intid == SPURIOUS) {
            return SPURIOUS;
        }
        return wouldTake(highest >>> 16, gic.isGroup1(vcpu, intid) ? 1 : 0) ? intid : SPURIOUS;
    }

    private int acknowledge(int group) {
        int intid = deliverable();
        if (intid == SPURIOUS || gic.isGroup1(vcpu, intid) != (group == 1)) {
            return SPURIOUS;
        }
        int priority = gic.highestPending(vcpu) >>> 16 & preemptionMask(group);
        activePriorities[group] |= 1 << (priority >>> 8 - Priorities.BITS);
        gic.acknowledge(vcpu, intid);
        return intid;
    }

    /** ICC_HPPIR: like an acknowledge that changes nothing and looks at neither mask nor running priority. */
    private int pendingOf(int group) {
        int intid = gic.highestPending(vcpu) & 0xffff;
        return intid != SPURIOUS && gic.isGroup1(vcpu, intid) == (group == 1) ? intid : SPURIOUS;
    }

    private void endOfInterrupt(int group, long value) {
        int intid = (int) value & 0xff_ffff;
        if (intid >= FIRST_SPECIAL || highestActiveGroup() != group) {
            return;
        }
        activePriorities[group] &= activePriorities[group] - 1;
        if ((control & CTLR_EOI_MODE) == 0) {
            gic.deactivate(vcpu, intid);
        } else {
            gic.updateAll();
        }
    }

    private void deactivate(long value) {
        if ((control & CTLR_EOI_MODE) != 0) {
            gic.deactivate(vcpu, (int) value & 0xff_ffff);
        }
    }

    private void sendSgi(SgiTargets targets, boolean group1) {
        for (int target = 0; target < gic.vcpus(); target++) {
            if (targets.includes(target, vcpu)) {
                gic.sendSgi(target, targets.intid(), group1);
            }
        }
    }

    private int runningPriority() {
        int level = Integer.numberOfTrailingZeros(activePriorities[0] | activePriorities[1]);
        return level == 32 ? Priorities.IDLE : level << 8 - Priorities.BITS;
    }

    /** The group of the most urgent active priority, or -1 if nothing is active. */
    private int highestActiveGroup() {
        int group0 = Integer.numberOfTrailingZeros(activePriorities[0]);
        int group1 = Integer.numberOfTrailingZeros(activePriorities[1]);
        if (group0 == group1 && group0 == 32) {
            return -1;
        }
        return group0 <= group1 ? 0 : 1;
    }

    private int preemptionMask(int group) {
        return group == 0 || hasCommonBinaryPoint() ? Priorities.group0Mask(bpr0) : Priorities.group1Mask(bpr1);
    }

    private boolean hasCommonBinaryPoint() {
        return (control & CTLR_CBPR) != 0;
    }
}
