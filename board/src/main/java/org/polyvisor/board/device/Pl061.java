package org.polyvisor.board.device;

import java.time.Duration;
import org.polyvisor.arm.bus.InterruptLine;
import org.polyvisor.board.bus.MmioDevice;

/**
 * The PL061 GPIO (Arm DDI 0190): eight lines, of which line 3 is the phone's power key. Outputs lead nowhere; a line
 * set as output reads back what was written.
 */
public final class Pl061 implements MmioDevice {
    /** The line of the power key; high while the key is held. */
    public static final int POWER_KEY_LINE = 3;

    /** How long a press lasts: well beyond the 5 ms that guests take to debounce a key. */
    public static final Duration PRESS = Duration.ofMillis(100);

    private static final int DATA_END = 0x400;
    private static final int DIR = 0x400;
    private static final int IS = 0x404;
    private static final int IBE = 0x408;
    private static final int IEV = 0x40c;
    private static final int IE = 0x410;
    private static final int RIS = 0x414;
    private static final int MIS = 0x418;
    private static final int IC = 0x41c;
    private static final int AFSEL = 0x420;

    private static final PrimeCellId ID = new PrimeCellId(0x00_04_10_61);

    private final InterruptLine interrupt;
    private final AlarmClock clock;

    private int inputs;
    private int outputs;
    private int direction;
    private int levelSense;
    private int bothEdges;
    private int risingOrHigh;
    private int enabled;
    private int edgesSeen;
    private int alternate;

    /** @param interrupt driven with the device's lock held */
    public Pl061(InterruptLine interrupt, AlarmClock clock) {
        this.interrupt = interrupt;
        this.clock = clock;
    }

    @Override
    public long size() {
        return 0x1000;
    }

    /** Presses the power key and releases it after {@link #PRESS}. */
    public void pressPowerKey() {
        setInput(POWER_KEY_LINE, true);
        clock.schedule(PRESS, () -> setInput(POWER_KEY_LINE, false));
    }

    /** Drives an input from outside. */
    public synchronized void setInput(int line, boolean high) {
        int before = levels();
        inputs = high ? inputs | 1 << line : inputs & ~(1 << line);
        senseEdges(before);
    }

    @Override
    public synchronized long read(long offset, int size) {
        int at = (int) offset & 0xffc;
        if (at < DATA_END) {
            return levels() & at >>> 2;
        }
        if (at >= PrimeCellId.FIRST) {
            return ID.read(at);
        }
        return switch (at) {
            case DIR -> direction;
            case IS -> levelSense;
            case IBE -> bothEdges;
            case IEV -> risingOrHigh;
            case IE -> enabled;
            case RIS -> raw();
            case MIS -> raw() & enabled;
            case AFSEL -> alternate;
            default -> 0;
        };
    }

    @Override
    public synchronized void write(long offset, int size, long value) {
        int before = levels();
        int at = (int) offset & 0xffc;
        int bits = (int) value & 0xff;
        if (at < DATA_END) {
            int mask = at >>> 2 & direction;
            outputs = outputs & ~mask | bits & mask;
        } else {
            switch (at) {
                case DIR -> direction = bits;
                case IS -> levelSense = bits;
                case IBE -> bothEdges = bits;
                case IEV -> risingOrHigh = bits;
                case IE -> enabled = bits;
                case IC -> edgesSeen &= ~bits;
                case AFSEL -> alternate = bits;
                default -> {
                    // Read-only and absent registers ignore writes.
                }
            }
        }
        senseEdges(before);
    }

    private int levels() {
        return inputs & ~direction | outputs & direction;
    }

    private void senseEdges(int before) {
        int now = levels();
        int wanted = bothEdges | ~(now ^ risingOrHigh);
        edgesSeen |= (before ^ now) & wanted & ~levelSense;
        interrupt.set((raw() & enabled) != 0);
    }

    private int raw() {
        return levelSense & ~(levels() ^ risingOrHigh) | edgesSeen & ~levelSense & 0xff;
    }
}
