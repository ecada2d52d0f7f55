package org.polyvisor.arm.mmu;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.arm.engines.EngineKind;
import org.polyvisor.arm.translator.SmallMachine;
import org.polyvisor.host.Memory;

/** Loads and stores whose bytes are in two pages, which need not be neighbours in memory. */
class AcrossPagesTest {
    private static final long CODE = SmallMachine.RAM + 0x1_0000;

    /** Two virtual pages, and where they lead: the second to a page before the first's. */
    private static final long LOW = SmallMachine.RAM + 0x4_0000;

    private static final long HIGH = LOW + 0x1000;
    private static final long LOW_MEMORY = SmallMachine.RAM + 0x8_2000;
    private static final long HIGH_MEMORY = SmallMachine.RAM + 0x8_0000;

    private static final int STR_W1 = 0xb900_0001;
    private static final int STR_X1 = 0xf900_0001;
    private static final int STR_Q1 = 0x3d80_0001;
    private static final int STP_X1_X2 = 0xa900_0801;
    private static final int LDRH_W3 = 0x7940_0003;
    private static final int LDR_W3 = 0xb940_0003;
    private static final int LDR_X3 = 0xf940_0003;
    private static final int READ_ONLY = 1 << 7;

    /** The second of the memory attributes, which is Device-nGnRnE. */
    private static final int DEVICE = 1 << 2;

    private static final int ALIGNMENT_FAULT = 0x21;

    private static SmallMachine machine(EngineKind kind) {
        SmallMachine machine = SmallMachine.of(kind, 1);
        machine.map(LOW, LOW_MEMORY, 0);
        machine.map(HIGH, HIGH_MEMORY, 0);
        for (int i = 0; i < 32; i++) {
            Memory.putByte(machine.host(LOW_MEMORY + 0x1000 - 32) + i, (byte) (0xa0 + i));
            Memory.putByte(machine.host(HIGH_MEMORY) + i, (byte) (0xc0 + i));
        }
        return machine;
    }

    /** The virtual byte at a distance from the boundary. */
    private static int at(SmallMachine machine, int distance) {
        long physical = distance < 0 ? LOW_MEMORY + 0x1000 : HIGH_MEMORY;
        return Memory.getByte(machine.host(physical) + distance) & 255;
    }

    /** Twice: with an empty TLB, and with both pages in it. */
    private static Vcpu run(SmallMachine machine, int before, int instruction) {
        machine.put(CODE, instruction, instruction, SmallMachine.HVC_STOP);
        Vcpu cpu = machine.prepare(0, CODE);
        cpu.setX(0, HIGH - before);
        cpu.setX(1, 0x1716_1514_1312_1110L);
        cpu.setX(2, 0x1f1e_1d1c_1b1a_1918L);
        cpu.setV(1, 0x1716_1514_1312_1110L, 0x1f1e_1d1c_1b1a_1918L);
        return machine.run(0);
    }

    @ParameterizedTest
    @EnumSource(EngineKind.class)
    void storesReachBothPagesAndNoByteMore(EngineKind kind) {
        int[][] stores = {{STR_W1, 4}, {STR_X1, 8}, {STR_Q1, 16}, {STP_X1_X2, 16}};
        for (int[] store : stores) {
            for (int before = 1; before < store[1]; before++) {
                try (SmallMachine machine = machine(kind)) {
                    run(machine, before, store[0]);

                    for (int i = 0; i < store[1]; i++) {
                        assertThat(at(machine, i - before)).isEqualTo(0x10 + i);
                    }
                    assertThat(at(machine, -before - 1)).isEqualTo(0xa0 + 31 - before);
                    assertThat(at(machine, store[1] - before)).isEqualTo(0xc0 + store[1] - before);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(EngineKind.class)
    void loadsComeFromBothPages(EngineKind kind) {
        int[][] loads = {{LDRH_W3, 2}, {LDR_W3, 4}, {LDR_X3, 8}};
        for (int[] load : loads) {
            for (int before = 1; before < load[1]; before++) {
                try (SmallMachine machine = machine(kind)) {
                    long loaded = run(machine, before, load[0]).x(3);

                    long expected = 0;
                    for (int i = 0; i < load[1]; i++) {
                        expected |= (long) at(machine, i - before) << i * 8;
                    }
                    assertThat(loaded).isEqualTo(expected);
                }
            }
        }
    }

    /** The fault's address is the first that can't be accessed, and nothing has been stored before it. */
    @ParameterizedTest
    @CsvSource({"TRANSLATOR, 8", "TRANSLATOR, 16", "INTERPRETER, 8", "INTERPRETER, 16"})
    void storeThatMayNotReachTheSecondPageStoresNothing(EngineKind kind, int bytes) {
        try (SmallMachine machine = machine(kind)) {
            machine.map(HIGH, HIGH_MEMORY, READ_ONLY);

            Vcpu cpu = run(machine, 3, bytes == 8 ? STR_X1 : STR_Q1);

            assertThat(cpu.registers().far()).isEqualTo(HIGH);
            assertThat(cpu.registers().elr()).isEqualTo(CODE);
            assertThat(at(machine, -1)).isEqualTo(0xbf);
            assertThat(at(machine, -3)).isEqualTo(0xbd);
            assertThat(at(machine, 0)).isEqualTo(0xc0);
        }
    }

    /** RAM that is mapped as a device takes no unaligned vectors, wherever they lie. */
    @ParameterizedTest
    @EnumSource(EngineKind.class)
    void unalignedVectorForDeviceMemoryIsAnAlignmentFaultThatStoresNothing(EngineKind kind) {
        try (SmallMachine machine = machine(kind)) {
            machine.map(HIGH, HIGH_MEMORY, DEVICE);

            Vcpu cpu = run(machine, -8, STR_Q1);

            assertThat(cpu.registers().esr() & 0x3f).isEqualTo(ALIGNMENT_FAULT);
            assertThat(cpu.registers().far()).isEqualTo(HIGH + 8);
            assertThat(at(machine, 8)).isEqualTo(0xc8);
            assertThat(at(machine, 16)).isEqualTo(0xd0);
        }
    }
}
