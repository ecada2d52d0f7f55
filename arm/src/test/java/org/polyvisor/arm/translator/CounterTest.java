package org.polyvisor.arm.translator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.polyvisor.arm.cpu.CpuState;
import org.polyvisor.arm.cpu.Timers;
import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.arm.engines.EngineKind;
import org.polyvisor.host.Memory;

/** The generic timer's counter (DDI 0487, D12.1) as guest code reads it. */
class CounterTest {
    private static final long CODE = SmallMachine.RAM + 0x1_0000;
    private static final int MRS_X7_CNTVCT = 0xd53b_e047;
    private static final int MRS_X7_CNTPCT = 0xd53b_e027;
    private static final int MRS_X7_CNTFRQ = 0xd53b_e007;
    private static final int READS = 1000;
    private static final int EL0_MAY_ACCESS = 1 << 6;
    private static final int TRAPPED = 0x18;

    @ParameterizedTest
    @EnumSource(EngineKind.class)
    void counterIsInOrderWithWhatTheTimersSee(EngineKind kind) {
        try (SmallMachine machine = SmallMachine.of(kind, 1)) {
            machine.put(CODE, MRS_X7_CNTVCT, SmallMachine.HVC_STOP);
            for (int i = 0; i < READS; i++) {
                Vcpu cpu = machine.prepare(0, CODE);
                long before = cpu.timers().count();

                machine.run(0);

                assertThat(cpu.x(7)).isBetween(before, cpu.timers().count());
            }
        }
    }

    @Test
    void counterNeverRunsBackwards() {
        try (SmallMachine machine = SmallMachine.of(EngineKind.TRANSLATOR, 1)) {
            machine.put(
                    CODE,
                    0xd53b_e041, // mrs x1, cntvct_el0
                    0xd53b_e022, // mrs x2, cntpct_el0
                    0xeb01_005f, // cmp x2, x1
                    0x9a83_2463, // csinc x3, x3, x3, hs
                    0xeb04_003f, // cmp x1, x4
                    0x9a83_2463, // csinc x3, x3, x3, hs
                    0xaa02_03e4, // mov x4, x2
                    0xf100_0400, // subs x0, x0, #1
                    0x54ff_ff01, // b.ne to the beginning
                    SmallMachine.HVC_STOP);
            Vcpu cpu = machine.prepare(0, CODE);
            cpu.setX(0, 100_000);
            cpu.setX(3, 0);
            cpu.setX(4, 0);

            machine.run(0);

            assertThat(cpu.x(3)).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {MRS_X7_CNTVCT, MRS_X7_CNTPCT, MRS_X7_CNTFRQ})
    void readingTheCounterChangesNoOtherRegister(int read) {
        try (SmallMachine machine = SmallMachine.of(EngineKind.TRANSLATOR, 1)) {
            // cmp x0, x0 before, so that flags must survive too
            machine.put(CODE, 0xeb00_001f, read, SmallMachine.HVC_STOP);
            Vcpu cpu = machine.prepare(0, CODE);
            for (int i = 0; i < 31; i++) {
                cpu.setX(i, 0x1111_2222_3333_0000L + i);
            }
            cpu.setXOrSp(31, SmallMachine.RAM + 0x10_0000);
            for (int i = 0; i < 32; i++) {
                cpu.setV(i, 0x4444_0000_0000_0000L + i, ~i);
            }

            machine.run(0);

            for (int i = 0; i < 32; i++) {
                assertThat(cpu.vLow(i)).isEqualTo(0x4444_0000_0000_0000L + i);
                assertThat(cpu.vHigh(i)).isEqualTo(~i);
            }
            cpu.setX(7, 0x1111_2222_3333_0007L);
            for (int i = 0; i < 31; i++) {
                assertThat(cpu.x(i)).isEqualTo(0x1111_2222_3333_0000L + i);
            }
            assertThat(cpu.xOrSp(31)).isEqualTo(SmallMachine.RAM + 0x10_0000);
            assertThat(cpu.state().nzcv()).isEqualTo(6);
        }
    }

    @ParameterizedTest
    @EnumSource(EngineKind.class)
    void rateIsAnnounced(EngineKind kind) {
        try (SmallMachine machine = SmallMachine.of(kind, 1)) {
            machine.put(CODE, MRS_X7_CNTFRQ, SmallMachine.HVC_STOP);
            machine.prepare(0, CODE);

            assertThat(machine.run(0).x(7)).isEqualTo(Timers.FREQUENCY);
        }
    }

    private static Vcpu atEl0(SmallMachine machine, int read, int allowed) {
        long descriptor = machine.host(machine.descriptor(CODE));
        Memory.putLong(descriptor, Memory.getLong(descriptor) | EL0_MAY_ACCESS);
        machine.put(CODE, read, 0xd400_0001); // svc #0
        Vcpu cpu = machine.prepare(0, CODE);
        cpu.registers().cntkctl = allowed;
        cpu.saveStackPointer();
        cpu.pstate().el = 0;
        cpu.loadStackPointer();
        cpu.stateChanged();
        return machine.run(0);
    }

    private static long exceptionClass(Vcpu cpu) {
        return cpu.state().get(CpuState.ESR_EL1) >>> 26 & 63;
    }

    @ParameterizedTest
    @ValueSource(ints = {MRS_X7_CNTVCT, MRS_X7_CNTPCT, MRS_X7_CNTFRQ})
    void counterThatIsKeptFromEl0Traps(int read) {
        try (SmallMachine machine = SmallMachine.of(EngineKind.TRANSLATOR, 1)) {
            Vcpu cpu = atEl0(machine, read, 0);

            assertThat(exceptionClass(cpu)).isEqualTo(TRAPPED);
            assertThat(cpu.state().get(CpuState.ELR_EL1)).isEqualTo(CODE);
        }
    }

    @Test
    void counterThatEl0MayReadDoesNotTrap() {
        try (SmallMachine machine = SmallMachine.of(EngineKind.TRANSLATOR, 1)) {
            Vcpu cpu = atEl0(machine, MRS_X7_CNTVCT, 2);

            assertThat(cpu.state().get(CpuState.ELR_EL1)).isEqualTo(CODE + 8);
        }
    }

    @Test
    void leaveToReadOneCounterIsNoneForTheOther() {
        try (SmallMachine machine = SmallMachine.of(EngineKind.TRANSLATOR, 1)) {
            assertThat(exceptionClass(atEl0(machine, MRS_X7_CNTPCT, 2))).isEqualTo(TRAPPED);
        }
    }

    @Test
    void translatedCodeReadsTheCounterByItself() throws org.polyvisor.host.HostRefusedException {
        TranslatedCode code = new TranslatedCode(1 << 20, 16, true);
        try (SmallMachine machine = SmallMachine.of(code, 1)) {
            machine.put(CODE, MRS_X7_CNTVCT, MRS_X7_CNTPCT, MRS_X7_CNTFRQ, SmallMachine.HVC_STOP);
            machine.prepare(0, CODE);

            machine.run(0);

            assertThat(code.statistics().helped()).doesNotContainKey("MRS");
        }
    }
}
