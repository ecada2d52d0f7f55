package org.polyvisor.board.device;

import org.polyvisor.arm.bus.InterruptLine;
import org.polyvisor.board.bus.MmioDevice;

/**
 * The PL011 UART, revision r1p5 (Arm DDI 0183), with 32-entry FIFOs.
 *
 * <p>Output goes to a {@link CharSink} at once; what the sink does not take waits in the transmit FIFO, which the guest
 * sees fill. Input waits outside while the receive FIFO is full, so nothing typed or pasted is lost and overrun never
 * happens. The wire's speed is not modelled: a receive timeout is raised as soon as fewer characters than the trigger
 * level wait. Transmission does not wait for the enable bits, which early consoles leave to firmware. No DMA.
 */
public final class Pl011 implements MmioDevice {
    /** Entries of each FIFO. */
    public static final int FIFO_DEPTH = 32;

    private static final int DR = 0x00;
    private static final int RSR = 0x04;
    private static final int FR = 0x18;
    private static final int ILPR = 0x20;
    private static final int IBRD = 0x24;
    private static final int FBRD = 0x28;
    private static final int LCR_H = 0x2c;
    private static final int CR = 0x30;
    private static final int IFLS = 0x34;
    private static final int IMSC = 0x38;
    private static final int RIS = 0x3c;
    private static final int MIS = 0x40;
    private static final int ICR = 0x44;
    private static final int DMACR = 0x48;

    private static final int FR_CTS = 1;

    /** The lines by which the other side says that it is there. */
    private static final int FR_DSR_DCD = 6;

    private static final int FR_BUSY = 1 << 3;
    private static final int FR_RXFE = 1 << 4;
    private static final int FR_TXFF = 1 << 5;
    private static final int FR_RXFF = 1 << 6;
    private static final int FR_TXFE = 1 << 7;

    private static final int LCR_H_FEN = 1 << 4;
    private static final int CR_LBE = 1 << 7;

    /** The modem lines DCD and DSR have changed. */
    private static final int DCD_DSR = 3 << 2;

    private static final int RX = 1 << 4;
    private static final int TX = 1 << 5;
    private static final int RT = 1 << 6;
    private static final int BE = 1 << 9;
    private static final int ALL_INTERRUPTS = 0x7ff;

    private static final int ENTRY_BREAK = 1 << 10;

    /** FIFO trigger levels by IFLS field: eighths of the depth; reserved fields act as one half. */
    private static final int[] LEVELS = {4, 8, 16, 24, 28, 16, 16, 16};

    private static final PrimeCellId ID = new PrimeCellId(0x00_34_10_11);

    private final InterruptLine interrupt;
    private final CharSink sink;
    private final ByteFifo receiveFifo = new ByteFifo(FIFO_DEPTH);
    private final ByteFifo transmitFifo = new ByteFifo(FIFO_DEPTH);

    private Runnable spaceListener = () -> {};
    private boolean refused;
    private boolean carrier = true;
    private int receiveStatus;
    private int lowPower;
    private int integerBaud;
    private int fractionalBaud;
    private int lineControl;
    /** Receiver, transmitter and UART enabled: the board's firmware has set the console up. */
    private int control = 0x301;

    private int fifoLevels = 0x12;
    private int interruptMask;
    private int rawInterrupts;
    private int dmaControl;

    /**
     * @param interrupt driven with the device's lock held
     * @param sink takes what the guest sends
     */
    public Pl011(InterruptLine interrupt, CharSink sink) {
        this.interrupt = interrupt;
        this.sink = sink;
    }

    @Override
    public long size() {
        return 0x1000;
    }

    /**
     * Offers input to the guest; never waits.
     *
     * @return how many of the bytes, from {@code offset} on, the receive FIFO took
     */
    public synchronized int offer(byte[] bytes, int offset, int length) {
        int taken = 0;
        while (taken < length && receiveFifo.count() < depth()) {
            enqueue(bytes[offset + taken] & 0xff);
            taken++;
        }
        refused = taken < length;
        updateInterrupt();
        return taken;
    }

    /**
     * Sets what is called when half of the receive FIFO is free, after {@link #offer} has taken less than it was given.
     * It is called by a vCPU's thread with the device's lock held: it must neither wait nor call the device.
     */
    public synchronized void onInputSpace(Runnable listener) {
        spaceListener = listener;
    }

    private void tellSpace() {
        notifyAll();
        if (refused && receiveFifo.count() <= depth() / 2) {
            refused = false;
            spaceListener.run();
        }
    }

    /**
     * Hands input to the guest, waiting while its receive FIFO is full.
     *
     * @throws InterruptedException if the thread is interrupted while it waits; the rest of the input is dropped
     */
    public synchronized void receive(byte[] bytes) throws InterruptedException {
        int done = offer(bytes, 0, bytes.length);
        while (done < bytes.length) {
            wait();
            done += offer(bytes, done, bytes.length - done);
        }
    }

    /** Receives a break, which Linux takes as the first half of a magic key. Dropped if the receive FIFO is full. */
    public synchronized void receiveBreak() {
        if (receiveFifo.count() < depth()) {
            enqueue(ENTRY_BREAK);
            rawInterrupts |= BE;
            updateInterrupt();
        }
    }

    /** Whether somebody is at the other end: the lines DCD and DSR. True at first. CTS is always up. */
    public synchronized void setCarrier(boolean present) {
        if (carrier != present) {
            carrier = present;
            rawInterrupts |= DCD_DSR;
            updateInterrupt();
        }
    }

    /** Tells that the sink has room again after it refused a byte. */
    public synchronized void sinkReady() {
        drain();
        updateInterrupt();
    }

    @Override
    public synchronized long read(long offset, int size) {
        int at = (int) offset & 0xffc;
        if (at >= PrimeCellId.FIRST) {
            return ID.read(at);
        }
        return switch (at) {
            case DR -> readData();
            case RSR -> receiveStatus;
            case FR -> flags();
            case ILPR -> lowPower;
            case IBRD -> integerBaud;
            case FBRD -> fractionalBaud;
            case LCR_H -> lineControl;
            case CR -> control;
            case IFLS -> fifoLevels;
            case IMSC -> interruptMask;
            case RIS -> rawInterrupts;
            case MIS -> rawInterrupts & interruptMask;
            case DMACR -> dmaControl;
            default -> 0;
        };
    }

    @Override
    public synchronized void write(long offset, int size, long value) {
        int bits = (int) value;
        switch ((int) offset & 0xffc) {
            case DR -> transmit(bits & 0xff);
            case RSR -> receiveStatus = 0;
            case ILPR -> lowPower = bits & 0xff;
            case IBRD -> integerBaud = bits & 0xffff;
            case FBRD -> fractionalBaud = bits & 0x3f;
            case LCR_H -> setLineControl(bits & 0xff);
            case CR -> control = bits & 0xff87;
            case IFLS -> fifoLevels = bits & 0x3f;
            case IMSC -> interruptMask = bits & ALL_INTERRUPTS;
            case ICR -> rawInterrupts &= ~bits;
            case DMACR -> dmaControl = bits & 7;
            default -> {
                // Read-only and absent registers ignore writes.
            }
        }
        updateInterrupt();
    }

    /** Enabling the FIFOs makes room for input that waits. */
    private void setLineControl(int value) {
        lineControl = value;
        tellSpace();
    }

    private int readData() {
        if (receiveFifo.isEmpty()) {
            return 0;
        }
        int entry = receiveFifo.remove();
        receiveStatus = entry >>> 8;
        if (receiveFifo.count() < receiveTrigger()) {
            rawInterrupts &= ~RX;
        }
        rawInterrupts = receiveFifo.isEmpty() ? rawInterrupts & ~RT : rawInterrupts | RT;
        updateInterrupt();
        tellSpace();
        return entry;
    }

    private void transmit(int value) {
        if ((control & CR_LBE) != 0) {
            if (receiveFifo.count() < depth()) {
                enqueue(value);
            }
            rawInterrupts |= TX;
            return;
        }
        drain();
        if (transmitFifo.isEmpty() && sink.offer((byte) value)) {
            rawInterrupts |= TX;
        } else if (transmitFifo.count() < depth()) {
            transmitFifo.add(value);
            rawInterrupts = transmitFifo.count() > transmitTrigger() ? rawInterrupts & ~TX : rawInterrupts;
        }
    }

    /** Offers waiting output to the sink; the transmit interrupt rises as the level falls to the trigger. */
    private void drain() {
        boolean moved = false;
        while (!transmitFifo.isEmpty() && sink.offer((byte) transmitFifo.peek())) {
            transmitFifo.remove();
            moved = true;
        }
        if (moved && transmitFifo.count() <= transmitTrigger()) {
            rawInterrupts |= TX;
        }
    }

    private void enqueue(int entry) {
        receiveFifo.add(entry);
        rawInterrupts |= receiveFifo.count() >= receiveTrigger() ? RX : RT;
    }

    private int flags() {
        int flags = carrier ? FR_CTS | FR_DSR_DCD : FR_CTS;
        flags |= receiveFifo.isEmpty() ? FR_RXFE : 0;
        flags |= receiveFifo.count() >= depth() ? FR_RXFF : 0;
        flags |= transmitFifo.isEmpty() ? FR_TXFE : FR_BUSY;
        flags |= transmitFifo.count() >= depth() ? FR_TXFF : 0;
        return flags;
    }

    /** With FIFOs disabled each is one holding register. */
    private int depth() {
        return hasFifos() ? FIFO_DEPTH : 1;
    }

    private int receiveTrigger() {
        return hasFifos() ? LEVELS[fifoLevels >>> 3] : 1;
    }

    private int transmitTrigger() {
        return hasFifos() ? LEVELS[fifoLevels & 7] : 0;
    }

    private boolean hasFifos() {
        return (lineControl & LCR_H_FEN) != 0;
    }

    private void updateInterrupt() {
        interrupt.set((rawInterrupts & interruptMask) != 0);
    }
}
