package org.polyvisor.arm.translator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.arm.engines.EngineKind;
import org.polyvisor.host.Memory;

/**
 * After TLBI and DSB no other vCPU uses the old translation (DDI 0487, D8.16.5), whichever address space it is in or on
 * its way to. One vCPU lets a page lead to two frames in turn, and marks the frame that it no longer leads to; the other
 * changes address spaces all the time, looks into the page, and must never find a mark.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ShootdownTest {
    private static final long CODE = SmallMachine.RAM + 0x1_0000;
    private static final long PAGE = SmallMachine.RAM + 0x3_0000;
    private static final long FRAMES = SmallMachine.RAM + 0x4_0000;
    private static final long FLAG = SmallMachine.RAM + 0x5_0000;
    private static final int ROUNDS = Integer.getInteger("polyvisor.shootdowns", 20_000);
    private static final int DSB = 0xd503_3b9f;
    private static final int ISB = 0xd503_3fdf;
    private static final long ASID_1 = 1L << 48;

    /** X1 the page's descriptor, X2 and X3 its values, X4 and X5 the frames, X6 rounds, X7 TLBI's operand, X9 the flag. */
    private static int[] remapper(int tlbi) {
        return new int[] {
            0xf900_009f, // str xzr, [x4]
            0xf900_0022, // str x2, [x1]
            DSB,
            tlbi,
            DSB,
            ISB,
            0xf900_00a6, // str x6, [x5]
            0xaa02_03ea, // mov x10, x2
            0xaa03_03e2, // mov x2, x3
            0xaa0a_03e3, // mov x3, x10
            0xaa04_03ea, // mov x10, x4
            0xaa05_03e4, // mov x4, x5
            0xaa0a_03e5, // mov x5, x10
            0xf100_04c6, // subs x6, x6, #1
            0x54ff_fe41, // b.ne to the beginning
            0xf900_0126, // str x6, [x9]
            SmallMachine.HVC_STOP
        };
    }

    /** X1 the page, X2 and X3 what TTBR0 gets, X4 collects what was found, X9 the flag. */
    private static final int[] LOOKER = {
        0xd518_2002, // msr ttbr0_el1, x2
        ISB,
        0xf940_0025, // ldr x5, [x1]
        0xaa05_0084, // orr x4, x4, x5
        0xf940_0025, // ldr x5, [x1]
        0xaa05_0084, // orr x4, x4, x5
        0xd518_2003, // msr ttbr0_el1, x3
        ISB,
        0xf940_0126, // ldr x6, [x9]
        0xb5ff_fee6, // cbnz x6 to the beginning
        SmallMachine.HVC_STOP
    };

    private static Vcpu prepare(SmallMachine machine, int index, long entry) {
        Vcpu cpu = machine.prepare(index, entry);
        // Sixteen bits of ASID, so that it is the upper bits of TTBR0.
        cpu.registers().tcr |= 1L << 36;
        cpu.setX(9, FLAG);
        return cpu;
    }

    private static Vcpu look(EngineKind kind, boolean ownEntries, int tlbi) throws InterruptedException {
        try (SmallMachine machine = SmallMachine.of(kind, 2)) {
            machine.mapAs(ownEntries);
            machine.put(CODE, remapper(tlbi));
            machine.put(CODE + 0x1000, LOOKER);
            Memory.putLong(machine.host(FLAG), 1);
            Memory.putLong(machine.host(FRAMES + 0x1000), 0);
            long descriptor = machine.descriptor(PAGE);
            Vcpu remapper = prepare(machine, 0, CODE);
            long attributes = Memory.getLong(machine.host(descriptor)) & 0xfff;
            remapper.setX(1, descriptor);
            remapper.setX(2, FRAMES | attributes);
            remapper.setX(3, FRAMES + 0x1000 | attributes);
            remapper.setX(4, FRAMES);
            remapper.setX(5, FRAMES + 0x1000);
            remapper.setX(6, ROUNDS);
            remapper.setX(7, ASID_1 | PAGE >>> 12);
            Vcpu looker = prepare(machine, 1, CODE + 0x1000);
            looker.setX(1, PAGE);
            looker.setX(2, looker.registers().ttbr0 | ASID_1);
            looker.setX(3, looker.registers().ttbr0 | ASID_1 << 1);
            looker.setX(4, 0);
            Memory.putLong(machine.host(descriptor), FRAMES + 0x1000 | attributes);

            machine.runAll();

            System.out.printf(
                    "shootdowns: %d noted, %d requested, %d waits%n",
                    remapper.shootdowns().noted(),
                    remapper.shootdowns().requested(),
                    remapper.shootdowns().waits());
            assertThat(looker.x(4)).isZero();
            return remapper;
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"INTERPRETER", "TRANSLATOR"})
    void pageOfAnAddressSpaceIsNeverFoundWhereItWas(EngineKind kind) throws InterruptedException {
        Vcpu remapper = look(kind, true, 0xd508_8327); // tlbi vae1is, x7

        assertThat(remapper.shootdowns().noted()).isPositive();
    }

    @ParameterizedTest
    @EnumSource(names = {"INTERPRETER", "TRANSLATOR"})
    void nothingOfAnAddressSpaceIsFoundAfterItsInvalidation(EngineKind kind) throws InterruptedException {
        Vcpu remapper = look(kind, true, 0xd508_8347); // tlbi aside1is, x7

        assertThat(remapper.shootdowns().noted()).isPositive();
    }

    @ParameterizedTest
    @EnumSource(names = {"INTERPRETER", "TRANSLATOR"})
    void pageOfAllAddressSpacesIsNeverFoundWhereItWas(EngineKind kind) throws InterruptedException {
        look(kind, false, 0xd508_8327); // tlbi vae1is, x7
    }
}
