package org.polyvisor.arm.mmu;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.polyvisor.arm.BareMetal;
import org.polyvisor.arm.cpu.SystemRegisters;
import org.polyvisor.arm.cpu.Vcpu;

/** FEAT_E0PD: TCR_EL1.E0PD0 and E0PD1 keep a half of the address space from EL0, whatever its pages allow. */
class E0pdTest {
    private static final long E0PD0 = 1L << 55;
    private static final long E0PD1 = 1L << 56;
    private static final long UPPER = 0xffff_ff80_0000_0000L;

    /** PAR_EL1 for a translation fault at level 0. */
    private static final long FAULT_LEVEL_0 = 1 | 4 << 1 | 1 << 11;

    private final Vcpu cpu = machineWithOnePage();
    private final SystemRegisters registers = cpu.registers();

    /** Both halves begin with a 1 GiB block of RAM that EL0 may read and write; 39-bit addresses, 4 KiB granule. */
    private static Vcpu machineWithOnePage() {
        BareMetal machine = new BareMetal(1 << 20);
        long block = BareMetal.RAM | 1 << 10 | 3 << 8 | 1 << 6 | 1;
        machine.load(
                ByteBuffer.allocate(8)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(block)
                        .array(),
                BareMetal.RAM);
        return machine.cpu();
    }

    @BeforeEach
    void switchMmuOn() {
        registers.ttbr0 = BareMetal.RAM;
        registers.ttbr1 = BareMetal.RAM;
        registers.mair = 0xff;
        registers.tcr = 25 | 25 << 16 | 2L << 30 | 2L << 32;
        registers.sctlr |= 1;
    }

    @Test
    void withoutTheBitsUsersReachBothHalves() {
        assertThat(userRead(0) & 1).isZero();
        assertThat(userRead(UPPER) & 1).isZero();
    }

    @Test
    void e0pd1KeepsTheUpperHalfFromUsersByTranslationFaultLevel0() {
        registers.tcr |= E0PD1;

        assertThat(userRead(UPPER)).isEqualTo(FAULT_LEVEL_0);
        assertThat(userRead(0) & 1).isZero();
    }

    @Test
    void e0pd0KeepsTheLowerHalfFromUsersByTranslationFaultLevel0() {
        registers.tcr |= E0PD0;

        assertThat(userRead(0)).isEqualTo(FAULT_LEVEL_0);
        assertThat(userRead(UPPER) & 1).isZero();
    }

    @Test
    void kernelIsNotAffected() {
        registers.tcr |= E0PD0 | E0PD1;

        assertThat(cpu.mmu().translateForPar(UPPER, false, false, false) & 1).isZero();
    }

    private long userRead(long va) {
        return cpu.mmu().translateForPar(va, false, true, false);
    }
}
