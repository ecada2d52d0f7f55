package org.polyvisor.arm.translator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.polyvisor.arm.cpu.CpuState;
import org.polyvisor.arm.cpu.Sctlr;
import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.arm.engines.EngineKind;
import org.polyvisor.host.ExecutableMemory;
import org.polyvisor.host.HostRefusedException;
import org.polyvisor.host.Memory;

/** System instructions that generated code executes by itself. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SystemInlineTest {
    private static final long CODE = SmallMachine.RAM + 0x1_0000;
    private static final int MRS_X7_CTR = 0xd53b_0027;
    private static final int YIELD = 0xd503_203f;
    private static final int SVC = 0xd400_0001;
    private static final long EL0_MAY_ACCESS = 1 << 6;
    private static final long TRAPPED = 0x18;
    private static final long SUPERVISOR_CALL = 0x15;

    @Test
    void waitingCodeDoesNotLeave() throws HostRefusedException {
        Assumptions.assumeTrue(ExecutableMemory.isSupported());
        TranslatedCode code = new TranslatedCode(1 << 20, 16, true);
        try (SmallMachine machine = SmallMachine.of(code, 1)) {
            machine.put(
                    CODE,
                    0xeb00_001f, // cmp x0, x0
                    YIELD,
                    MRS_X7_CTR,
                    0x9a9f_17e2, // cset x2, eq
                    SmallMachine.HVC_STOP);
            machine.prepare(0, CODE);

            Vcpu cpu = machine.run(0);

            assertThat(cpu.x(2)).isEqualTo(1);
            assertThat(code.statistics().helped()).containsOnlyKeys("HVC");
        }
    }

    @ParameterizedTest
    @EnumSource(EngineKind.class)
    void cacheTypeIsTheSameOnEveryEngine(EngineKind kind) {
        try (SmallMachine machine = SmallMachine.of(kind, 1)) {
            machine.put(CODE, MRS_X7_CTR, SmallMachine.HVC_STOP);
            machine.prepare(0, CODE);

            // 31: RES1; IDC; CWG, ERG and DminLine 16 words; L1Ip PIPT; IminLine 512 words.
            assertThat(machine.run(0).x(7)).isEqualTo(0x9444_c009L);
        }
    }

    private static long classOfNextException(long sctlr) {
        try (SmallMachine machine = SmallMachine.of(EngineKind.TRANSLATOR, 1)) {
            machine.put(CODE, MRS_X7_CTR, SVC);
            long descriptor = machine.host(machine.descriptor(CODE));
            Memory.putLong(descriptor, Memory.getLong(descriptor) | EL0_MAY_ACCESS);
            Vcpu cpu = machine.prepare(0, CODE);
            cpu.registers().sctlr = cpu.registers().sctlr & ~Sctlr.UCT | sctlr;
            cpu.saveStackPointer();
            cpu.pstate().el = 0;
            cpu.loadStackPointer();
            cpu.stateChanged();
            machine.run(0);
            return cpu.state().get(CpuState.ESR_EL1) >>> 26 & 63;
        }
    }

    @Test
    void cacheTypeThatIsKeptFromEl0Traps() {
        assertThat(classOfNextException(0)).isEqualTo(TRAPPED);
    }

    @Test
    void cacheTypeThatEl0MayReadDoesNotTrap() {
        assertThat(classOfNextException(Sctlr.UCT)).isEqualTo(SUPERVISOR_CALL);
    }
}
