package org.polyvisor.arm.cpu;

import org.polyvisor.arm.bus.InterruptLine;

/**
 * The EL1 physical and the virtual generic timer of one vCPU (DDI 0487, D12). The counter counts nanoseconds of the
 * host's monotonic clock since the machine started; the virtual offset is zero.
 */
public final class Timers {
    /** CNTFRQ_EL0: the counter's rate in Hz. */
    public static final long FREQUENCY = 1_000_000_000L;

    /** Indexes of the two timers. */
    public static final int PHYSICAL = 0;

    public static final int VIRTUAL = 1;

    private static final long ENABLE = 1;
    private static final long MASKED = 1 << 1;
    private static final long STATUS = 1 << 2;

    private final Vcpu cpu;
    private final long origin;
    private final InterruptLine[] lines = new InterruptLine[2];
    private final long[] control = new long[2];
    private final long[] compare = new long[2];

    /** {@code origin} is the {@link System#nanoTime} at which the counter was zero, one for all vCPUs of a machine. */
    Timers(Vcpu cpu, long origin, InterruptLine physical, InterruptLine virtual) {
        this.cpu = cpu;
        this.origin = origin;
        lines[PHYSICAL] = physical;
        lines[VIRTUAL] = virtual;
    }

    /** CNTPCT_EL0 and CNTVCT_EL0. */
    public long count() {
        return System.nanoTime() - origin;
    }

    /** CNTx_CTL_EL0. */
    public long control(int timer) {
        return control[timer] | (expired(timer, count()) ? STATUS : 0);
    }

    public void setControl(int timer, long value) {
        control[timer] = value & (ENABLE | MASKED);
        update();
    }

    /** CNTx_CVAL_EL0. */
    public long compare(int timer) {
        return compare[timer];
    }

    public void setCompare(int timer, long value) {
        compare[timer] = value;
        update();
    }

    /** CNTx_TVAL_EL0: the distance to the compare value, as a signed 32-bit number. */
    public long value(int timer) {
        return compare[timer] - count() & 0xffff_ffffL;
    }

    public void setValue(int timer, long value) {
        setCompare(timer, count() + (int) value);
    }

    private boolean expired(int timer, long now) {
        return (control[timer] & ENABLE) != 0 && Long.compareUnsigned(now, compare[timer]) >= 0;
    }

    /** Drives both interrupt lines to what they should be now and asks for a call at the next expiry. */
    public void update() {
        long now = count();
        long next = Long.MAX_VALUE;
        for (int i = 0; i < 2; i++) {
            boolean expired = expired(i, now);
            lines[i].set(expired && (control[i] & MASKED) == 0);
            // The sign bit means a time that this host does not live to see.
            if (!expired && (control[i] & ENABLE) != 0 && compare[i] >= 0) {
                next = Math.min(next, compare[i]);
            }
        }
        if (next <= Long.MAX_VALUE >>> 1) {
            cpu.host().scheduleTimer(cpu, origin + next);
        }
    }

    void reset() {
        control[PHYSICAL] = 0;
        control[VIRTUAL] = 0;
        update();
    }
}
