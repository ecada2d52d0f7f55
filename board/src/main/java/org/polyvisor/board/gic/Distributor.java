package org.polyvisor.board.gic;

import org.polyvisor.board.bus.MmioDevice;

/** The GICD registers (Arm IHI 0069, "The GIC Distributor register map") for one security state. */
final class Distributor implements MmioDevice {
    private static final int CTLR = 0x0000;
    private static final int TYPER = 0x0004;
    private static final int IIDR = 0x0008;
    private static final int IROUTER = 0x6000;

    private static final int CTLR_ARE = 1 << 4;
    private static final int CTLR_DS = 1 << 6;

    /** Number of 32-interrupt groups less one; 10-bit INTIDs; affinity 3 may be non-zero. No LPIs, MBIs, ranges. */
    private static final int TYPER_VALUE = Gic.INTERRUPTS / 32 - 1 | 9 << 19 | 1 << 24;

    private final Gic gic;
    private final SpiRouting routing;
    private final BankRegisters registers;
    private final Identification identification = new Identification(0x92);

    Distributor(Gic gic, InterruptBank shared, SpiRouting routing) {
        this.gic = gic;
        this.routing = routing;
        this.registers = new BankRegisters(shared, 1, 0);
    }

    @Override
    public long size() {
        return 0x1_0000;
    }

    @Override
    public int maxAccessSize() {
        return 8;
    }

    @Override
    public long read(long offset, int size) {
        int at = (int) offset & 0xffff & -size;
        synchronized (gic) {
            if (isRouter(at)) {
                return readRouter(at, size);
            }
            return switch (size) {
                case 1 -> BankRegisters.isByteAccessible(at) ? registers.readByte(at) : 0;
                case 4 -> read(at) & 0xffff_ffffL;
                case 8 -> read(at) & 0xffff_ffffL | (long) read(at + 4) << 32;
                default -> 0;
            };
        }
    }

    @Override
    public void write(long offset, int size, long value) {
        int at = (int) offset & 0xffff & -size;
        synchronized (gic) {
            if (isRouter(at)) {
                writeRouter(at, size, value);
            } else if (size == 1 && BankRegisters.isByteAccessible(at)) {
                registers.writeByte(at, (int) value);
            } else if (size >= 4) {
                write(at, (int) value);
                if (size == 8) {
                    write(at + 4, (int) (value >>> 32));
                }
            }
            gic.updateAll();
        }
    }

    private int read(int offset) {
        if (identification.covers(offset)) {
            return identification.read(offset);
        }
        return switch (offset) {
            case CTLR -> gic.groupEnables() | CTLR_ARE | CTLR_DS;
            case TYPER -> TYPER_VALUE;
            case IIDR -> Identification.IIDR;
            default -> registers.read(offset);
        };
    }

    private void write(int offset, int value) {
        if (offset == CTLR) {
            gic.setGroupEnables(value);
        } else {
            registers.write(offset, value);
        }
    }

    private static boolean isRouter(int offset) {
        return offset >= IROUTER + 8 * 32 && offset < IROUTER + 8 * Gic.INTERRUPTS;
    }

    private long readRouter(int offset, int size) {
        long router = routing.get(spi(offset));
        return switch (size) {
            case 8 -> router;
            case 4 -> router >>> 8 * (offset & 4) & 0xffff_ffffL;
            default -> 0;
        };
    }

    private void writeRouter(int offset, int size, long value) {
        int spi = spi(offset);
        if (size == 8) {
            routing.set(spi, value);
        } else if (size == 4) {
            int shift = 8 * (offset & 4);
            long kept = routing.get(spi) & ~(0xffff_ffffL << shift);
            routing.set(spi, kept | (value & 0xffff_ffffL) << shift);
        }
    }

    private static int spi(int offset) {
        return (offset - IROUTER >>> 3) - 32;
    }
}
