package org.polyvisor.board.gic;

import org.polyvisor.board.bus.MmioDevice;

/** The GICR registers of one vCPU: the RD_base frame and after it the SGI_base frame (Arm IHI 0069, chapter 12). */
final class Redistributor implements MmioDevice {
    private static final int SGI_BASE = 0x1_0000;
    private static final int CTLR = 0x0000;
    private static final int IIDR = 0x0004;
    private static final int TYPER = 0x0008;
    private static final int WAKER = 0x0014;

    /** GICR_CTLR.DPG0 and DPG1NS: no 1-of-N interrupts of that group for this vCPU. */
    private static final int CTLR_DPG = 3 << 24;

    private static final int WAKER_PROCESSOR_SLEEP = 1 << 1;
    private static final int WAKER_CHILDREN_ASLEEP = 1 << 2;

    private static final long TYPER_LAST = 1 << 4;
    private static final long TYPER_DPGS = 1 << 5;

    private static final int SGIS = 0xffff;

    final int vcpu;
    final InterruptBank bank = new InterruptBank(1);
    private final Gic gic;
    private final boolean last;
    private final BankRegisters registers = new BankRegisters(bank, 0, SGIS);
    private final Identification identification = new Identification(0x93);
    private int disabledAny;
    /** Awake from the start: the board stands for the firmware, which wakes a core before its guest runs there. */
    private boolean asleep;

    Redistributor(Gic gic, int vcpu, boolean last) {
        this.gic = gic;
        this.vcpu = vcpu;
        this.last = last;
        bank.edge[0] = SGIS;
    }

    @Override
    public long size() {
        return Gic.REDISTRIBUTOR_SIZE;
    }

    @Override
    public int maxAccessSize() {
        return 8;
    }

    boolean isAsleep() {
        return asleep;
    }

    /** Whether the vCPU takes part in 1-of-N distribution of a group, 0 or 1. */
    boolean takesAny(int group) {
        return !asleep && (disabledAny >>> 24 + group & 1) == 0;
    }

    @Override
    public long read(long offset, int size) {
        int at = (int) offset & 0x1_ffff & -size;
        synchronized (gic) {
            return switch (size) {
                case 1 -> isPriority(at) ? registers.readByte(at - SGI_BASE) : 0;
                case 4 -> read(at) & 0xffff_ffffL;
                case 8 -> read(at) & 0xffff_ffffL | (long) read(at + 4) << 32;
                default -> 0;
            };
        }
    }

    @Override
    public void write(long offset, int size, long value) {
        int at = (int) offset & 0x1_ffff & -size;
        synchronized (gic) {
            if (size == 1 && isPriority(at)) {
                registers.writeByte(at - SGI_BASE, (int) value);
            } else if (size >= 4) {
                write(at, (int) value);
                if (size == 8) {
                    write(at + 4, (int) (value >>> 32));
                }
            }
            gic.updateAll();
        }
    }

    private static boolean isPriority(int offset) {
        return offset >= SGI_BASE && BankRegisters.isByteAccessible(offset - SGI_BASE);
    }

    private int read(int offset) {
        if (offset >= SGI_BASE) {
            return registers.read(offset - SGI_BASE);
        }
        if (identification.covers(offset)) {
            return identification.read(offset);
        }
        return switch (offset) {
            case CTLR -> disabledAny;
            case IIDR -> Identification.IIDR;
            case TYPER -> (int) typer();
            case TYPER + 4 -> (int) (typer() >>> 32);
            case WAKER -> asleep ? WAKER_PROCESSOR_SLEEP | WAKER_CHILDREN_ASLEEP : 0;
            default -> 0;
        };
    }

    private void write(int offset, int value) {
        if (offset >= SGI_BASE) {
            registers.write(offset - SGI_BASE, value);
        } else if (offset == CTLR) {
            disabledAny = value & CTLR_DPG;
        } else if (offset == WAKER) {
            asleep = (value & WAKER_PROCESSOR_SLEEP) != 0;
        }
    }

    /** The affinity in the upper half, the processor's number, no LPIs. */
    private long typer() {
        return (long) vcpu << 32 | (long) vcpu << 8 | TYPER_DPGS | (last ? TYPER_LAST : 0);
    }
}
