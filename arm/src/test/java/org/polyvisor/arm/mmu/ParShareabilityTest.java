package org.polyvisor.arm.mmu;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.polyvisor.arm.BareMetal;
import org.polyvisor.arm.cpu.Vcpu;

/** PAR_EL1.SH after an address translation instruction. */
class ParShareabilityTest {
    /** A 1 GiB block whose descriptor says Inner Shareable, with a MAIR byte; 39-bit addresses, 4 KiB granule. */
    @ParameterizedTest
    @CsvSource({"ff, 3", "bb, 3", "44, 2", "04, 2", "00, 2"})
    void deviceAndNonCacheableMemoryIsOuterShareable(String attributes, int shareability) {
        BareMetal machine = new BareMetal(1 << 20);
        long block = BareMetal.RAM | 1 << 10 | 3 << 8 | 1;
        machine.load(
                ByteBuffer.allocate(8)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(block)
                        .array(),
                BareMetal.RAM);
        Vcpu cpu = machine.cpu();
        cpu.registers().ttbr0 = BareMetal.RAM;
        cpu.registers().mair = Long.parseLong(attributes, 16);
        cpu.registers().tcr = 25 | 25 << 16 | 2L << 30 | 2L << 32;
        cpu.registers().sctlr |= 1;

        long par = cpu.mmu().translateForPar(0, false, false, false);

        assertThat(par & 1).isZero();
        assertThat(par >>> 7 & 3).isEqualTo(shareability);
    }
}
