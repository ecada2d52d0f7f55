package org.polyvisor.arm.translator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.arm.engines.EngineKind;

/** Code that did not compute flags, as the code it leads to had no use for them, computes them once that has changed. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReliedCodeTest {
    private static final long TARGET = SmallMachine.RAM + 0x1_0000;

    /** So far behind that no block from here reaches the target by itself, nor the other way round. */
    private static final long CODE = TARGET + 0x800;

    private static final long MAINTENANCE = SmallMachine.RAM + 0x2_0000;

    private static Vcpu run(SmallMachine machine, long entry) {
        Vcpu cpu = machine.prepare(0, entry);
        cpu.setX(0, 5);
        cpu.setX(1, 5);
        cpu.setX(3, TARGET);
        cpu.state().setNzcv(0);
        return machine.run(0);
    }

    @ParameterizedTest
    @EnumSource(names = {"TRANSLATOR", "LOCKSTEP"})
    void flagsAreComputedAsSoonAsOtherCodeReadsThem(EngineKind kind) {
        try (SmallMachine machine = SmallMachine.of(kind, 1)) {
            machine.put(
                    CODE,
                    0xeb01_001f, // cmp x0, x1
                    0x17ff_fdff); // b to the target
            machine.put(
                    TARGET,
                    0xd280_0002, // movz x2, #0
                    0xeb01_001f, // cmp x0, x1
                    SmallMachine.HVC_STOP);
            machine.put(
                    MAINTENANCE,
                    0xd50b_7523, // ic ivau, x3
                    0xd503_3b9f, // dsb ish
                    0xd503_3fdf, // isb
                    SmallMachine.HVC_STOP);
            run(machine, CODE);
            machine.put(TARGET, 0x9a9f_17e2); // cset x2, eq
            run(machine, MAINTENANCE);

            Vcpu cpu = run(machine, CODE);

            assertThat(cpu.x(2)).isEqualTo(1);
        }
    }
}
