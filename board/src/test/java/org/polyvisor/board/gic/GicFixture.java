package org.polyvisor.board.gic;

import org.polyvisor.board.bus.MmioDevice;

/** A GIC with the settings a kernel makes: everything group 1 and enabled at priority 0xA0, masks open. */
final class GicFixture {
    final Gic gic;
    final boolean[] irq;
    final boolean[] fiq;
    final boolean[] wake;

    GicFixture(int vcpus) {
        gic = new Gic(vcpus);
        irq = new boolean[vcpus];
        fiq = new boolean[vcpus];
        wake = new boolean[vcpus];
        write(gic.distributor(), 0, 3);
        for (int word = 1; word < 9; word++) {
            write(gic.distributor(), 0x80 + 4 * word, 0xffff_ffffL);
            write(gic.distributor(), 0x100 + 4 * word, 0xffff_ffffL);
        }
        for (int intid = 32; intid < Gic.INTERRUPTS; intid += 4) {
            write(gic.distributor(), 0x400 + intid, 0xa0a0_a0a0L);
        }
        for (int vcpu = 0; vcpu < vcpus; vcpu++) {
            int number = vcpu;
            gic.connect(
                    vcpu,
                    asserted -> irq[number] = asserted,
                    asserted -> fiq[number] = asserted,
                    asserted -> wake[number] = asserted);
            write(gic.redistributor(vcpu), 0x1_0080, 0xffff_ffffL);
            write(gic.redistributor(vcpu), 0x1_0100, 0xffff_ffffL);
            for (int intid = 0; intid < 32; intid += 4) {
                write(gic.redistributor(vcpu), 0x1_0400 + intid, 0xa0a0_a0a0L);
            }
            icc(vcpu, IccRegister.PMR, 0xf0);
            icc(vcpu, IccRegister.IGRPEN0, 1);
            icc(vcpu, IccRegister.IGRPEN1, 1);
        }
    }

    static void write(MmioDevice device, long offset, long value) {
        device.write(offset, 4, value);
    }

    void gicd(long offset, long value) {
        write(gic.distributor(), offset, value);
    }

    long gicd(long offset) {
        return gic.distributor().read(offset, 4);
    }

    void gicr(int vcpu, long offset, long value) {
        write(gic.redistributor(vcpu), offset, value);
    }

    long gicr(int vcpu, long offset) {
        return gic.redistributor(vcpu).read(offset, 4);
    }

    void icc(int vcpu, int register, long value) {
        gic.cpuInterface(vcpu).writeRegister(register, value);
    }

    long icc(int vcpu, int register) {
        return gic.cpuInterface(vcpu).readRegister(register);
    }

    void priority(int intid, int value) {
        gic.distributor().write(0x400 + intid, 1, value);
    }

    void route(int intid, long affinity) {
        gic.distributor().write(0x6000 + 8 * intid, 8, affinity);
    }

    /** Makes an interrupt edge-triggered. */
    void edge(int intid) {
        gicd(0xc00 + intid / 16 * 4, gicd(0xc00 + intid / 16 * 4) | 2L << intid % 16 * 2);
    }

    void pulse(int intid) {
        gic.spi(intid - 32).set(true);
        gic.spi(intid - 32).set(false);
    }
}
