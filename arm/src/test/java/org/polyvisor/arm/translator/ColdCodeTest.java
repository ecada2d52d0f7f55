package org.polyvisor.arm.translator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.arm.debug.DebugHook;
import org.polyvisor.host.ExecutableMemory;
import org.polyvisor.host.HostRefusedException;

/** Code is interpreted until it has been met so often that it is worth translating. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ColdCodeTest {
    private static final long CODE = SmallMachine.RAM + 0x1_0000;
    private static final long TARGET = CODE + 0x400;
    private static final int VISITS = 3;
    private static final int ADD_X0_1 = 0x9100_0400;
    private static final int ADD_X0_2 = 0x9100_0800;

    @BeforeEach
    void hostHasExecutableMemory() {
        Assumptions.assumeTrue(ExecutableMemory.isSupported());
    }

    /** Code that is translated when it has been interpreted so often. */
    static TranslatedCode code(int visits) throws HostRefusedException {
        return new TranslatedCode(8 << 20, 64, true, visits, UnaryOperator.identity());
    }

    private static Vcpu run(SmallMachine machine) {
        machine.prepare(0, CODE);
        return machine.run(0);
    }

    @Test
    void isTranslatedOnceItHasBeenMetOftenEnough() throws HostRefusedException {
        TranslatedCode code = code(VISITS);
        try (SmallMachine machine = SmallMachine.of(code, 1)) {
            machine.put(CODE, ADD_X0_1, SmallMachine.HVC_STOP);
            for (int i = 0; i < VISITS; i++) {
                run(machine);
            }
            assertThat(code.statistics().blocks()).isZero();
            assertThat(code.statistics().interpreted()).isEqualTo(VISITS * 2);

            Vcpu cpu = run(machine);

            assertThat(code.statistics().blocks()).isPositive();
            assertThat(code.statistics().interpreted()).isEqualTo(VISITS * 2);
            assertThat(cpu.x(0)).isEqualTo(1);
        }
    }

    @Test
    void isColdAgainWhenItHasBeenWrittenAnew() throws HostRefusedException {
        TranslatedCode code = code(VISITS);
        try (SmallMachine machine = SmallMachine.of(code, 1)) {
            machine.put(CODE, ADD_X0_1, SmallMachine.HVC_STOP);
            for (int i = 0; i <= VISITS; i++) {
                run(machine);
            }
            long blocks = code.statistics().blocks();
            machine.put(CODE, ADD_X0_2);
            machine.cpu(0).cluster().code().invalidate(CODE, 64);

            for (int i = 0; i < VISITS; i++) {
                run(machine);
            }

            assertThat(code.statistics().blocks()).isEqualTo(blocks);
            assertThat(machine.cpu(0).x(0)).isEqualTo(2);
        }
    }

    @Test
    void loopIsTranslatedWhileItRuns() throws HostRefusedException {
        TranslatedCode code = code(VISITS);
        try (SmallMachine machine = SmallMachine.of(code, 1)) {
            machine.put(
                    CODE,
                    ADD_X0_1,
                    0xf101_901f, // cmp x0, #100
                    0x54ff_ffc1, // b.ne CODE
                    SmallMachine.HVC_STOP);

            assertThat(run(machine).x(0)).isEqualTo(100);
            assertThat(code.statistics().blocks()).isPositive();
            assertThat(code.statistics().interpreted()).isLessThan(30);
        }
    }

    private static void putCodeWithoutFlags(SmallMachine machine) {
        machine.put(
                CODE,
                0xf100_0400, // subs x0, x0, #1
                0x1400_00ff); // b TARGET
    }

    private static Vcpu runFrom(SmallMachine machine, long pc) {
        Vcpu cpu = machine.prepare(0, pc);
        cpu.state().setNzcv(1);
        return machine.run(0);
    }

    @Test
    void codeThatABlockReliesOnIsNeverColdSoThatWhoeverLeavesThereFindsFlags() throws HostRefusedException {
        TranslatedCode code = code(1);
        try (SmallMachine machine = SmallMachine.of(code, 1)) {
            putCodeWithoutFlags(machine);
            machine.put(
                    TARGET,
                    0x9100_0421, // add x1, x1, #1
                    0x9100_0421, // add x1, x1, #1
                    0xeb01_003f, // cmp x1, x1
                    SmallMachine.HVC_STOP);
            runFrom(machine, CODE);
            code.invalidate(TARGET, 64);
            machine.engine(0).setDebugger(new LeaveAtTarget());

            Vcpu cpu = runFrom(machine, CODE);

            assertThat(cpu.pc()).isEqualTo(TARGET + 12);
            assertThat(cpu.state().nzcv()).isEqualTo(6);
        }
    }

    /** Asks the vCPU to leave when it gets to {@link #TARGET}. */
    private static final class LeaveAtTarget implements DebugHook {
        @Override
        public boolean before(Vcpu cpu) {
            return true;
        }

        @Override
        public boolean covers(Vcpu cpu, long pc) {
            if (pc == TARGET) {
                cpu.requestLeave();
            }
            return false;
        }
    }

    /** Branches may be replaced by NOP at any time: either may be executed, with the flags as they are. */
    @Test
    void patchedCodeThatABlockReliesOnIsExecutedAsItWas() throws HostRefusedException {
        TranslatedCode code = code(VISITS);
        try (SmallMachine machine = SmallMachine.of(code, 1)) {
            putCodeWithoutFlags(machine);
            machine.put(
                    TARGET,
                    0x1400_0003, // b +12
                    0x9a9f_57e2, // cset x2, mi
                    SmallMachine.HVC_STOP,
                    0xeb01_003f, // cmp x1, x1
                    0xd280_0022, // mov x2, #1
                    SmallMachine.HVC_STOP);
            for (int i = 0; i < VISITS; i++) {
                runFrom(machine, CODE);
            }
            code.invalidate(TARGET, 64);
            runFrom(machine, TARGET);
            runFrom(machine, CODE);
            machine.put(TARGET, 0xd503_201f); // nop

            assertThat(runFrom(machine, CODE).x(2)).isEqualTo(1);
        }
    }
}
