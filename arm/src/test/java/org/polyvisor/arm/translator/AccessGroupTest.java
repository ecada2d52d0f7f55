package org.polyvisor.arm.translator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.polyvisor.arm.cpu.CpuState;
import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.arm.engines.EngineKind;
import org.polyvisor.host.Memory;

/** Accesses off one register are exact one by one, though the translator checks them together. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AccessGroupTest {
    private static final long CODE = SmallMachine.RAM + 0x1_0000;
    private static final int READ_ONLY = 1 << 7;

    /** Descriptors of the pages from {@link SmallMachine#RAM} on. */
    private static final long DESCRIPTORS = SmallMachine.RAM + 0x3000;

    @ParameterizedTest
    @EnumSource(EngineKind.class)
    void groupThatReachesAnUnmappedPageFaultsWhereItDoes(EngineKind kind) {
        try (SmallMachine machine = SmallMachine.of(kind, 1)) {
            machine.put(
                    CODE,
                    0xf900_0040, // str x0, [x2]
                    0xf940_0443, // ldr x3, [x2, #8]
                    0x9100_0400, // add x0, x0, #1
                    0xf900_0840, // str x0, [x2, #16]
                    0xf900_0c40, // str x0, [x2, #24]
                    0x9100_2042, // add x2, x2, #8
                    0x17ff_fffa); // b str
            Vcpu cpu = machine.prepare(0, CODE);
            long end = SmallMachine.UNMAPPED;
            cpu.setX(0, 1);
            cpu.setX(2, end - 0x80);

            machine.run(0);

            assertThat(cpu.state().get(CpuState.ELR_EL1)).isEqualTo(CODE + 16);
            assertThat(cpu.state().get(CpuState.FAR_EL1)).isEqualTo(end);
            assertThat(cpu.x(2)).isEqualTo(end - 24);
            assertThat(cpu.x(0)).isEqualTo(15);
            assertThat(cpu.x(3)).isEqualTo(14);
            assertThat(Memory.getLong(machine.host(end - 24))).isEqualTo(14);
            assertThat(Memory.getLong(machine.host(end - 8))).isEqualTo(15);
        }
    }

    @ParameterizedTest
    @EnumSource(EngineKind.class)
    void storeBehindLoadsFromAReadOnlyPageFaults(EngineKind kind) {
        try (SmallMachine machine = SmallMachine.of(kind, 1)) {
            machine.put(
                    CODE,
                    0xf940_0040, // ldr x0, [x2]
                    0xf940_0441, // ldr x1, [x2, #8]
                    0xf100_0484, // subs x4, x4, #1
                    0x54ff_ffa1, // b.ne ldr
                    0xf940_0845, // ldr x5, [x2, #16]
                    0xf900_0844, // str x4, [x2, #16]
                    SmallMachine.HVC_STOP);
            long page = SmallMachine.RAM + 0x10_0000;
            long descriptor = machine.host(DESCRIPTORS + (page - SmallMachine.RAM >>> 12) * 8);
            Memory.putLong(descriptor, Memory.getLong(descriptor) | READ_ONLY);
            Memory.putLong(machine.host(page + 16), 7);
            Vcpu cpu = machine.prepare(0, CODE);
            cpu.setX(2, page);
            cpu.setX(4, 3);

            machine.run(0);

            assertThat(cpu.state().get(CpuState.ELR_EL1)).isEqualTo(CODE + 20);
            assertThat(cpu.state().get(CpuState.ESR_EL1) & 0xffff_ffffL).isEqualTo(0x9600_004fL);
            assertThat(cpu.x(5)).isEqualTo(7);
            assertThat(Memory.getLong(machine.host(page + 16))).isEqualTo(7);
        }
    }

    @ParameterizedTest
    @EnumSource(EngineKind.class)
    void accessesAroundACounterReadUseTheRegistersOfTheirTime(EngineKind kind) {
        try (SmallMachine machine = SmallMachine.of(kind, 1)) {
            machine.put(
                    CODE,
                    0xf940_0040, // ldr x0, [x2]
                    0xf940_0441, // ldr x1, [x2, #8]
                    0xd53b_e047, // mrs x7, cntvct_el0
                    0xf940_0843, // ldr x3, [x2, #16]
                    0xd53b_e042, // mrs x2, cntvct_el0
                    0xf940_0c44, // ldr x4, [x2, #24]
                    SmallMachine.HVC_STOP);
            long data = SmallMachine.RAM + 0x10_0000;
            Memory.putLong(machine.host(data), 5);
            Memory.putLong(machine.host(data + 8), 6);
            Memory.putLong(machine.host(data + 16), 7);
            Vcpu cpu = machine.prepare(0, CODE);
            cpu.setX(2, data);

            machine.run(0);

            assertThat(List.of(cpu.x(0), cpu.x(1), cpu.x(3))).containsExactly(5L, 6L, 7L);
            assertThat(cpu.state().get(CpuState.ELR_EL1)).isEqualTo(CODE + 20);
            assertThat(cpu.state().get(CpuState.FAR_EL1)).isEqualTo(cpu.x(2) + 24);
        }
    }
}
