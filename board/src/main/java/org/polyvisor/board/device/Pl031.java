package org.polyvisor.board.device;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.polyvisor.arm.bus.InterruptLine;
import org.polyvisor.board.bus.MmioDevice;

/** The PL031 real time clock (Arm DDI 0224): seconds since 1970 in UTC, 32 bits, and an alarm at an exact second. */
public final class Pl031 implements MmioDevice {
    private static final int DR = 0x00;
    private static final int MR = 0x04;
    private static final int LR = 0x08;
    private static final int CR = 0x0c;
    private static final int IMSC = 0x10;
    private static final int RIS = 0x14;
    private static final int MIS = 0x18;
    private static final int ICR = 0x1c;

    private static final PrimeCellId ID = new PrimeCellId(0x00_04_10_31);

    private final InterruptLine interrupt;
    private final AlarmClock clock;
    /** What the guest's clock is ahead of the host's, in seconds modulo 2^32. */
    private int offset;

    private int match;
    private int load;
    private boolean masked = true;
    private boolean raised;
    private Runnable cancelAlarm = () -> {};
    /** Counts settings of the alarm, so that one which fires late is told from the present one. */
    private long alarmGeneration;

    /** @param interrupt driven with the device's lock held */
    public Pl031(InterruptLine interrupt, AlarmClock clock) {
        this.interrupt = interrupt;
        this.clock = clock;
    }

    @Override
    public long size() {
        return 0x1000;
    }

    @Override
    public synchronized long read(long offsetInDevice, int size) {
        int at = (int) offsetInDevice & 0xffc;
        if (at >= PrimeCellId.FIRST) {
            return ID.read(at);
        }
        return switch (at) {
            case DR -> seconds(clock.now()) & 0xffff_ffffL;
            case MR -> match & 0xffff_ffffL;
            case LR -> load & 0xffff_ffffL;
            case CR -> 1;
            case IMSC -> masked ? 0 : 1;
            case RIS -> raised ? 1 : 0;
            case MIS -> raised && !masked ? 1 : 0;
            default -> 0;
        };
    }

    @Override
    public synchronized void write(long offsetInDevice, int size, long value) {
        switch ((int) offsetInDevice & 0xffc) {
            case MR -> {
                match = (int) value;
                setAlarm();
            }
            case LR -> {
                load = (int) value;
                offset += load - seconds(clock.now());
                setAlarm();
            }
            case IMSC -> masked = (value & 1) == 0;
            case ICR -> raised = raised && (value & 1) == 0;
            default -> {
                // The clock can't be stopped, and the rest is read-only.
            }
        }
        updateInterrupt();
    }

    private int seconds(Instant now) {
        return (int) now.getEpochSecond() + offset;
    }

    /** Arranges to be called when the clock next shows the match value; one that shows it now counts. */
    private void setAlarm() {
        cancelAlarm.run();
        Instant now = clock.now();
        long secondsAhead = match - seconds(now) & 0xffff_ffffL;
        Instant due = now.truncatedTo(ChronoUnit.SECONDS).plusSeconds(secondsAhead);
        Duration delay = secondsAhead == 0 ? Duration.ZERO : Duration.between(now, due);
        long generation = ++alarmGeneration;
        cancelAlarm = clock.schedule(delay, () -> alarm(generation, due));
    }

    private synchronized void alarm(long generation, Instant due) {
        if (generation != alarmGeneration) {
            return;
        }
        if (clock.now().isBefore(due)) {
            // The host's clock was set back, the delay was cut short, or this thread came a little early.
            setAlarm();
        } else {
            // However late: the counter has shown the match value on its way.
            raised = true;
            updateInterrupt();
        }
    }

    private void updateInterrupt() {
        interrupt.set(raised && !masked);
    }
}
