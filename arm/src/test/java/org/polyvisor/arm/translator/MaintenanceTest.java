package org.polyvisor.arm.translator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.polyvisor.arm.cpu.CpuState;
import org.polyvisor.arm.cpu.Sctlr;
import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.arm.engines.EngineKind;
import org.polyvisor.host.ExecutableMemory;
import org.polyvisor.host.HostRefusedException;
import org.polyvisor.host.Memory;

/** Cache maintenance by address and DC ZVA: what they do, what they raise, and when they leave generated code. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MaintenanceTest {
    private static final long CODE = SmallMachine.RAM + 0x1_0000;
    private static final long USER_CODE = SmallMachine.RAM + 0x2_0000;
    private static final long DATA = SmallMachine.RAM + 0x3_0000;
    private static final long FLAG = SmallMachine.RAM + 0x5_0000;
    private static final long FUNCTIONS = SmallMachine.RAM + 0x8_0000;
    private static final int FUNCTION_COUNT = 300;

    private static final int DC_CVAC_X1 = 0xd50b_7a21;
    private static final int DC_CVAU_X1 = 0xd50b_7b21;
    private static final int DC_CIVAC_X1 = 0xd50b_7e21;
    private static final int IC_IVAU_X1 = 0xd50b_7521;
    private static final int DC_ZVA_X1 = 0xd50b_7421;
    private static final int LDR_X0_X1 = 0xf940_0020;
    private static final int STR_X0_X1 = 0xf900_0020;
    private static final int ADD_X0_1 = 0x9100_0400;
    private static final int MOVZ_X0 = 0xd280_0000;
    private static final int RET = 0xd65f_03c0;
    private static final int DSB = 0xd503_3b9f;
    private static final int ISB = 0xd503_3fdf;
    private static final int SVC = 0xd400_0001;

    private static final int BLOCK = 2048;
    private static final long EL0_MAY_ACCESS = 1 << 6;
    private static final long READ_ONLY = 1 << 7;
    private static final long DEVICE_MEMORY = 1 << 2;

    private static final long TRAPPED = 0x18;
    private static final long SUPERVISOR_CALL = 0x15;
    private static final long TRANSLATION_FAULT = 0x9600_0007L;
    private static final long PERMISSION_FAULT = 0x9600_000fL;
    private static final long ALIGNMENT_FAULT = 0x9600_0021L;
    private static final long FROM_EL0 = 0x9200_000fL;
    private static final long OF_MAINTENANCE = 0x140;
    private static final long OF_A_STORE = 0x40;

    private static final List<Integer> CACHE_OPERATIONS = List.of(DC_CVAC_X1, DC_CVAU_X1, DC_CIVAC_X1, IC_IVAU_X1);

    static Stream<Arguments> cacheOperationsOnEveryEngine() {
        return Arrays.stream(EngineKind.values())
                .flatMap(kind -> CACHE_OPERATIONS.stream().map(operation -> Arguments.of(kind, operation)));
    }

    private static long syndrome(Vcpu cpu) {
        return cpu.state().get(CpuState.ESR_EL1) & 0xffff_ffffL;
    }

    private static Vcpu run(SmallMachine machine, int... words) {
        machine.put(CODE, words);
        Vcpu cpu = machine.prepare(0, CODE);
        cpu.setX(0, 5);
        cpu.setX(1, DATA);
        return machine.run(0);
    }

    /** Runs instructions at EL0, from a page of theirs, with X1 the address of {@link #DATA}. */
    private static Vcpu runAtEl0(SmallMachine machine, long sctlr, int... words) {
        machine.put(USER_CODE, words);
        machine.map(USER_CODE, USER_CODE, EL0_MAY_ACCESS | READ_ONLY);
        Vcpu cpu = machine.prepare(0, USER_CODE);
        cpu.registers().sctlr = cpu.registers().sctlr & ~(Sctlr.UCI | Sctlr.DZE) | sctlr;
        cpu.saveStackPointer();
        cpu.pstate().el = 0;
        cpu.loadStackPointer();
        cpu.stateChanged();
        cpu.setX(1, DATA);
        return machine.run(0);
    }

    @Test
    void maintenanceOfAPageThatIsKnownDoesNotLeave() throws HostRefusedException {
        Assumptions.assumeTrue(ExecutableMemory.isSupported());
        TranslatedCode code = new TranslatedCode(1 << 20, 16, true);
        try (SmallMachine machine = SmallMachine.of(code, 1)) {
            run(machine, LDR_X0_X1, DC_CVAC_X1, DC_CVAU_X1, DC_CIVAC_X1, IC_IVAU_X1, DC_ZVA_X1, SmallMachine.HVC_STOP);

            assertThat(code.statistics().helped()).containsOnlyKeys("HVC", "LDR_uimm");
        }
    }

    @Test
    void maintenanceOfAPageLeavesOnlyWhenItMeetsThePage() throws HostRefusedException {
        Assumptions.assumeTrue(ExecutableMemory.isSupported());
        TranslatedCode code = new TranslatedCode(1 << 20, 16, true);
        try (SmallMachine machine = SmallMachine.of(code, 1)) {
            run(machine, DC_CVAC_X1, DC_CVAC_X1, LDR_X0_X1, DC_CVAU_X1, SmallMachine.HVC_STOP);

            assertThat(code.statistics().helped())
                    .containsOnlyKeys("HVC", "SYS")
                    .containsEntry("SYS", 1L);
        }
    }

    @Test
    void invalidationOfAPageWithCodeLeaves() throws HostRefusedException {
        Assumptions.assumeTrue(ExecutableMemory.isSupported());
        TranslatedCode code = new TranslatedCode(1 << 20, 16, true);
        try (SmallMachine machine = SmallMachine.of(code, 1)) {
            machine.put(CODE, LDR_X0_X1, IC_IVAU_X1, IC_IVAU_X1, SmallMachine.HVC_STOP);
            machine.prepare(0, CODE).setX(1, CODE);
            machine.run(0);

            assertThat(code.statistics().helped()).containsEntry("SYS", 2L);
        }
    }

    @ParameterizedTest
    @MethodSource("cacheOperationsOnEveryEngine")
    void operationOnAnUnmappedAddressFaultsAsMaintenance(EngineKind kind, int operation) {
        try (SmallMachine machine = SmallMachine.of(kind, 1)) {
            machine.put(CODE, operation, SmallMachine.HVC_STOP);
            machine.prepare(0, CODE).setX(1, SmallMachine.UNMAPPED + 0x123);

            Vcpu cpu = machine.run(0);

            assertThat(syndrome(cpu)).isEqualTo(TRANSLATION_FAULT | OF_MAINTENANCE);
            assertThat(cpu.state().get(CpuState.FAR_EL1)).isEqualTo(SmallMachine.UNMAPPED + 0x123);
            assertThat(cpu.state().get(CpuState.ELR_EL1)).isEqualTo(CODE);
        }
    }

    @ParameterizedTest
    @MethodSource("cacheOperationsOnEveryEngine")
    void operationThatIsKeptFromEl0Traps(EngineKind kind, int operation) {
        try (SmallMachine machine = SmallMachine.of(kind, 1)) {
            machine.map(DATA, DATA, EL0_MAY_ACCESS);

            assertThat(syndrome(runAtEl0(machine, 0, LDR_X0_X1, operation, SVC)) >>> 26)
                    .isEqualTo(TRAPPED);
        }
    }

    @ParameterizedTest
    @MethodSource("cacheOperationsOnEveryEngine")
    void operationThatEl0MayUseGoesOn(EngineKind kind, int operation) {
        try (SmallMachine machine = SmallMachine.of(kind, 1)) {
            machine.map(DATA, DATA, EL0_MAY_ACCESS);

            assertThat(syndrome(runAtEl0(machine, Sctlr.UCI, LDR_X0_X1, operation, SVC)) >>> 26)
                    .isEqualTo(SUPERVISOR_CALL);
        }
    }

    @ParameterizedTest
    @MethodSource("cacheOperationsOnEveryEngine")
    void el0NeedsToBeAllowedToRead(EngineKind kind, int operation) {
        try (SmallMachine machine = SmallMachine.of(kind, 1)) {
            // EL1 has met the page, EL0 must not profit from it.
            run(machine, LDR_X0_X1, SmallMachine.HVC_STOP);

            assertThat(syndrome(runAtEl0(machine, Sctlr.UCI, operation, SVC))).isEqualTo(FROM_EL0 | OF_MAINTENANCE);
        }
    }

    @ParameterizedTest
    @MethodSource("cacheOperationsOnEveryEngine")
    void operationOnAPageThatPanHidesLetsNoReadThrough(EngineKind kind, int operation) {
        try (SmallMachine machine = SmallMachine.of(kind, 1)) {
            machine.map(DATA, DATA, EL0_MAY_ACCESS);
            machine.put(CODE, operation, ADD_X0_1, LDR_X0_X1, SmallMachine.HVC_STOP);
            Vcpu cpu = machine.prepare(0, CODE);
            cpu.pstate().pan = true;
            cpu.stateChanged();
            cpu.setX(0, 5);
            cpu.setX(1, DATA);

            machine.run(0);

            assertThat(cpu.x(0)).isEqualTo(6);
            assertThat(syndrome(cpu)).isEqualTo(PERMISSION_FAULT);
        }
    }

    @ParameterizedTest
    @MethodSource("cacheOperationsOnEveryEngine")
    void operationOnADeviceDoesNothing(EngineKind kind, int operation) {
        try (SmallMachine machine = SmallMachine.of(kind, 1)) {
            machine.map(DATA, SmallMachine.DEVICE, DEVICE_MEMORY);

            Vcpu cpu = run(machine, operation, operation, ADD_X0_1, SmallMachine.HVC_STOP);

            assertThat(cpu.x(0)).isEqualTo(6);
            assertThat(machine.device()).containsOnly(0);
        }
    }

    @ParameterizedTest
    @MethodSource("cacheOperationsOnEveryEngine")
    void deviceMemoryTakesNoUnalignedAccessAfterIt(EngineKind kind, int operation) {
        try (SmallMachine machine = SmallMachine.of(kind, 1)) {
            machine.map(DATA, DATA, DEVICE_MEMORY);

            Vcpu cpu = run(machine, operation, 0xf840_1020, SmallMachine.HVC_STOP); // ldur x0, [x1, #1]

            assertThat(syndrome(cpu)).isEqualTo(ALIGNMENT_FAULT);
        }
    }

    @ParameterizedTest
    @MethodSource("cacheOperationsOnEveryEngine")
    void operationDoesNotHideTheStoreBehindIt(EngineKind kind, int operation) {
        try (SmallMachine machine = SmallMachine.of(kind, 1)) {
            run(machine, operation, LDR_X0_X1, ADD_X0_1, STR_X0_X1, operation, SmallMachine.HVC_STOP);

            assertThat(Memory.getLong(machine.host(DATA))).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(EngineKind.class)
    void blockRoundTheAddressIsClearedAndNothingElse(EngineKind kind) {
        try (SmallMachine machine = SmallMachine.of(kind, 1)) {
            Memory.fill(machine.host(DATA - 0x1000), 0x3000, (byte) 0x55);
            // The first of them meets the page, the others find it.
            machine.put(CODE, DC_ZVA_X1, 0x9120_0021, DC_ZVA_X1, DC_ZVA_X1, SmallMachine.HVC_STOP);
            machine.prepare(0, CODE).setX(1, DATA + 0x7ff);

            machine.run(0);

            assertThat(bytes(machine, DATA - 0x1000, 0x1000)).containsOnly(0x55);
            assertThat(bytes(machine, DATA, 2 * BLOCK)).containsOnly(0);
            assertThat(bytes(machine, DATA + 0x1000, 0x1000)).containsOnly(0x55);
        }
    }

    @ParameterizedTest
    @EnumSource(EngineKind.class)
    void otherHalfOfThePageStaysWhenOneIsCleared(EngineKind kind) {
        try (SmallMachine machine = SmallMachine.of(kind, 1)) {
            Memory.fill(machine.host(DATA), 0x1000, (byte) 0x55);
            machine.put(CODE, LDR_X0_X1, DC_ZVA_X1, SmallMachine.HVC_STOP);
            machine.prepare(0, CODE).setX(1, DATA + BLOCK);

            machine.run(0);

            assertThat(bytes(machine, DATA, BLOCK)).containsOnly(0x55);
            assertThat(bytes(machine, DATA + BLOCK, BLOCK)).containsOnly(0);
        }
    }

    private static byte[] bytes(SmallMachine machine, long address, int count) {
        return Memory.segment(machine.host(address), count).toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
    }

    @ParameterizedTest
    @EnumSource(EngineKind.class)
    void clearingWhatMayOnlyBeReadFaultsAsAStore(EngineKind kind) {
        try (SmallMachine machine = SmallMachine.of(kind, 1)) {
            machine.map(DATA, DATA, READ_ONLY);
            Memory.fill(machine.host(DATA), 0x1000, (byte) 0x55);

            Vcpu cpu = run(machine, LDR_X0_X1, DC_ZVA_X1, SmallMachine.HVC_STOP);

            assertThat(syndrome(cpu)).isEqualTo(PERMISSION_FAULT | OF_A_STORE);
            assertThat(bytes(machine, DATA, 0x1000)).containsOnly(0x55);
        }
    }

    @ParameterizedTest
    @EnumSource(EngineKind.class)
    void clearingThatIsKeptFromEl0Traps(EngineKind kind) {
        try (SmallMachine machine = SmallMachine.of(kind, 1)) {
            machine.map(DATA, DATA, EL0_MAY_ACCESS);
            Memory.fill(machine.host(DATA), 0x1000, (byte) 0x55);

            assertThat(syndrome(runAtEl0(machine, Sctlr.UCI, LDR_X0_X1, DC_ZVA_X1, SVC)) >>> 26)
                    .isEqualTo(TRAPPED);
            assertThat(bytes(machine, DATA, 0x1000)).containsOnly(0x55);
        }
    }

    @ParameterizedTest
    @EnumSource(EngineKind.class)
    void clearingThatEl0MayDoIsDone(EngineKind kind) {
        try (SmallMachine machine = SmallMachine.of(kind, 1)) {
            machine.map(DATA, DATA, EL0_MAY_ACCESS);
            Memory.fill(machine.host(DATA), 0x1000, (byte) 0x55);

            assertThat(syndrome(runAtEl0(machine, Sctlr.DZE, LDR_X0_X1, DC_ZVA_X1, SVC)) >>> 26)
                    .isEqualTo(SUPERVISOR_CALL);
            assertThat(bytes(machine, DATA, BLOCK)).containsOnly(0);
        }
    }

    /** X2 rounds: writes "movz x0, #X2; ret" to each page in turn, says so, calls it and adds what it returns to X5. */
    private static final int[] REWRITER = {
        0xd37b_e843, // lsl x3, x2, #5
        0x2a03_0083, // orr w3, w4, w3
        0xb900_0023, // str w3, [x1]
        DSB,
        IC_IVAU_X1,
        DSB,
        ISB,
        0xd63f_0020, // blr x1
        0x8b00_00a5, // add x5, x5, x0
        0xca06_0021, // eor x1, x1, x6
        0xf100_0442, // subs x2, x2, #1
        0x54ff_fea1, // b.ne to the beginning
        SmallMachine.HVC_STOP
    };

    @Test
    void codeIsForgottenAlsoAfterTheCacheHasBegunAnew() throws HostRefusedException {
        Assumptions.assumeTrue(ExecutableMemory.isSupported());
        TranslatedCode code = new TranslatedCode(256 << 10, 16, true);
        int rounds = 10_000;
        try (SmallMachine machine = SmallMachine.of(code, 1)) {
            machine.put(CODE, REWRITER);
            machine.put(FUNCTIONS + 4, RET);
            machine.put(FUNCTIONS + 0x1000 + 4, RET);
            Vcpu cpu = machine.prepare(0, CODE);
            cpu.setX(1, FUNCTIONS);
            cpu.setX(2, rounds);
            cpu.setX(4, MOVZ_X0 & 0xffff_ffffL);
            cpu.setX(6, 0x1000);

            machine.run(0);

            assertThat(code.statistics().recycles()).isPositive();
            assertThat(cpu.x(5)).isEqualTo(rounds * (rounds + 1L) / 2);
        }
    }

    /** Waits for [x9] to be X1, makes the function at X1 return 2, says so in [x10], and goes on with the next page. */
    private static final int[] WRITER = {
        0xf940_0128, // ldr x8, [x9]
        0xeb01_011f, // cmp x8, x1
        0x54ff_ffc1, // b.ne to the beginning
        0xb900_0024, // str w4, [x1]
        DSB,
        IC_IVAU_X1,
        DSB,
        0xf900_0141, // str x1, [x10]
        0x9140_0421, // add x1, x1, #1, lsl #12
        0xf100_0442, // subs x2, x2, #1
        0x54ff_fec1, // b.ne to the beginning
        SmallMachine.HVC_STOP
    };

    /**
     * Says in [x9] that it is at page X1, calls the function there, waits until [x10] is X1, calls it again and adds what
     * that returns to X5.
     */
    private static final int[] CALLER = {
        0xf900_0121, // str x1, [x9]
        0xd63f_0020, // blr x1
        0xf940_0148, // ldr x8, [x10]
        0xeb01_011f, // cmp x8, x1
        0x54ff_ffc1, // b.ne to the load
        ISB,
        0xd63f_0020, // blr x1
        0x8b00_00a5, // add x5, x5, x0
        0x9140_0421, // add x1, x1, #1, lsl #12
        0xf100_0442, // subs x2, x2, #1
        0x54ff_fec1, // b.ne to the beginning
        SmallMachine.HVC_STOP
    };

    /** What is written while another vCPU executes a page for the first time is not forgotten for want of a mark. */
    @Test
    void codeThatIsRewrittenWhileItFirstRunsIsForgotten() throws InterruptedException {
        try (SmallMachine machine = SmallMachine.of(EngineKind.TRANSLATOR, 2)) {
            machine.put(CODE, WRITER);
            machine.put(CODE + 0x1000, CALLER);
            for (int i = 0; i < FUNCTION_COUNT; i++) {
                machine.put(FUNCTIONS + i * 0x1000L, MOVZ_X0 | 1 << 5, RET);
            }
            for (int i = 0; i < 2; i++) {
                Vcpu cpu = machine.prepare(i, CODE + i * 0x1000L);
                cpu.setX(1, FUNCTIONS);
                cpu.setX(2, FUNCTION_COUNT);
                cpu.setX(4, MOVZ_X0 & 0xffff_ffffL | 2 << 5);
                cpu.setX(5, 0);
                cpu.setX(9, FLAG);
                cpu.setX(10, FLAG + 0x40);
            }

            machine.runAll();

            assertThat(machine.cpu(1).x(5)).isEqualTo(2L * FUNCTION_COUNT);
        }
    }
}
