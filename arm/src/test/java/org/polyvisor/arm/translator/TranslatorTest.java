package org.polyvisor.arm.translator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.polyvisor.arm.cpu.CpuState;
import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.arm.engines.EngineKind;
import org.polyvisor.arm.mmu.Tlb;
import org.polyvisor.host.Memory;

/** What is delicate about generated code: code that changes, faults in the middle of a block, several vCPUs. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TranslatorTest {
    private static final long CODE = SmallMachine.RAM + 0x1_0000;
    private static final long FUNCTION = SmallMachine.RAM + 0x2_0000;
    private static final long DATA = SmallMachine.RAM + 0x3_0000;
    private static final int RET = 0xd65f_03c0;
    private static final int MOVZ_X0 = 0xd280_0000;
    private static final int DSB = 0xd503_3b9f;
    private static final int ISB = 0xd503_3fdf;
    private static final int IC_IVAU_X1 = 0xd50b_7521;
    private static final int IC_IALLU = 0xd508_751f;
    private static final int ROUNDS = 2000;

    /** X2 times: write "movz x0, #X2; ret" to X1, forget old code, call it and add what it returns to X5. */
    private static int[] rewriter(int forget) {
        return new int[] {
            0xd37b_e843, // lsl x3, x2, #5
            0x2a03_0083, // orr w3, w4, w3
            0xb900_0023, // str w3, [x1]
            DSB,
            forget,
            DSB,
            ISB,
            0xd63f_0020, // blr x1
            0x8b00_00a5, // add x5, x5, x0
            0xf100_0442, // subs x2, x2, #1
            0x54ff_fec1, // b.ne to the beginning
            SmallMachine.HVC_STOP
        };
    }

    private static long sumOfRewrites(EngineKind kind, int forget) {
        try (SmallMachine machine = SmallMachine.of(kind, 1)) {
            machine.put(CODE, rewriter(forget));
            machine.put(FUNCTION, MOVZ_X0, RET);
            Vcpu cpu = machine.prepare(0, CODE);
            cpu.setX(1, FUNCTION);
            cpu.setX(2, ROUNDS);
            cpu.setX(4, MOVZ_X0 & 0xffff_ffffL);
            return machine.run(0).x(5);
        }
    }

    @ParameterizedTest
    @EnumSource(EngineKind.class)
    void codeThatChangesIsSeenAfterInvalidationOfItsAddress(EngineKind kind) {
        assertThat(sumOfRewrites(kind, IC_IVAU_X1)).isEqualTo(ROUNDS * (ROUNDS + 1L) / 2);
    }

    @ParameterizedTest
    @EnumSource(EngineKind.class)
    void codeThatChangesIsSeenAfterInvalidationOfEverything(EngineKind kind) {
        assertThat(sumOfRewrites(kind, IC_IALLU)).isEqualTo(ROUNDS * (ROUNDS + 1L) / 2);
    }

    @Test
    void vcpuSeesCodeThatAnotherRewrites() throws InterruptedException {
        try (SmallMachine machine = SmallMachine.of(EngineKind.TRANSLATOR, 2)) {
            machine.put(CODE, rewriter(IC_IVAU_X1));
            machine.put(FUNCTION, MOVZ_X0 | ROUNDS << 5, RET);
            // Calls the function until it returns 1; counts in X6 how often what it returns has grown.
            machine.put(
                    CODE + 0x1000,
                    0xd63f_0020, // blr x1
                    ISB,
                    0xeb07_001f, // cmp x0, x7
                    0x9a86_94c6, // csinc x6, x6, x6, ls
                    0xaa00_03e7, // mov x7, x0
                    0xf100_041f, // cmp x0, #1
                    0x54ff_ff41, // b.ne to the beginning
                    SmallMachine.HVC_STOP);
            Vcpu writer = machine.prepare(0, CODE);
            writer.setX(1, FUNCTION);
            writer.setX(2, ROUNDS);
            writer.setX(4, MOVZ_X0 & 0xffff_ffffL);
            Vcpu reader = machine.prepare(1, CODE + 0x1000);
            reader.setX(1, FUNCTION);
            reader.setX(6, 0);
            reader.setX(7, ROUNDS);

            machine.runAll();

            assertThat(writer.x(5)).isEqualTo(ROUNDS * (ROUNDS + 1L) / 2);
            assertThat(reader.x(0)).isEqualTo(1);
            assertThat(reader.x(6)).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(EngineKind.class)
    void faultInTheMiddleOfABlockFindsExactState(EngineKind kind) {
        try (SmallMachine machine = SmallMachine.of(kind, 1)) {
            machine.put(
                    CODE,
                    0x9100_0400, // add x0, x0, #1
                    0xf100_041f, // cmp x0, #1
                    0xf900_0040, // str x0, [x2]
                    0x9100_0400, // add x0, x0, #1
                    0xf841_0c23, // ldr x3, [x1, #16]!
                    0x9100_0400, // add x0, x0, #1
                    0xf900_0040, // str x0, [x2]
                    SmallMachine.HVC_STOP);
            Vcpu cpu = machine.prepare(0, CODE);
            cpu.setX(1, SmallMachine.UNMAPPED + 0x120);
            cpu.setX(2, DATA);
            cpu.setX(3, 77);

            machine.run(0);

            assertThat(cpu.state().get(CpuState.ELR_EL1)).isEqualTo(CODE + 16);
            assertThat(cpu.state().get(CpuState.FAR_EL1)).isEqualTo(SmallMachine.UNMAPPED + 0x130);
            assertThat(cpu.state().get(CpuState.ESR_EL1) & 0xffff_ffffL).isEqualTo(0x9600_0007L);
            assertThat(cpu.state().get(CpuState.SPSR_EL1) >>> 28).isEqualTo(6);
            assertThat(cpu.x(0)).isEqualTo(2);
            assertThat(cpu.x(1)).isEqualTo(SmallMachine.UNMAPPED + 0x120);
            assertThat(cpu.x(3)).isEqualTo(77);
            assertThat(Memory.getLong(machine.host(DATA))).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(EngineKind.class)
    void storeThatReachesAnUnmappedPageStoresNothing(EngineKind kind) {
        try (SmallMachine machine = SmallMachine.of(kind, 1)) {
            machine.put(CODE, 0xf900_0020, SmallMachine.HVC_STOP); // str x0, [x1]
            Vcpu cpu = machine.prepare(0, CODE);
            long last = SmallMachine.UNMAPPED - 3;
            cpu.setX(0, -1);
            cpu.setX(1, last);

            machine.run(0);

            assertThat(cpu.state().get(CpuState.ELR_EL1)).isEqualTo(CODE);
            assertThat(cpu.state().get(CpuState.FAR_EL1)).isBetween(last, SmallMachine.UNMAPPED + 4);
            assertThat(Memory.getInt(machine.host(SmallMachine.UNMAPPED - 4))).isZero();
        }
    }

    /** A block's last instruction before the page's end has to come back from the helper to the next page. */
    @ParameterizedTest
    @ValueSource(ints = {0xf840_0020, 0xf800_0020, 0xd53b_4400}) // ldr x0, [x1]; str x0, [x1]; mrs x0, fpcr
    void helperOfAPagesLastInstructionGoesOnInTheNext(int last) {
        try (SmallMachine machine = SmallMachine.of(EngineKind.TRANSLATOR, 1)) {
            machine.put(CODE + 0xff4, 0x9100_0442, 0x9100_0442, last, 0x9100_0442, SmallMachine.HVC_STOP);
            Vcpu cpu = machine.prepare(0, CODE + 0xff4);
            cpu.setX(1, DATA + 0xffd);

            machine.run(0);

            assertThat(cpu.x(2)).isEqualTo(3);
            assertThat(cpu.pc()).isEqualTo(CODE + 0x1008);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void twoVcpusCountTogether(int way) throws InterruptedException {
        int[] exclusive = {
            0xc85f_7c22, // ldxr x2, [x1]
            0x9100_0442, // add x2, x2, #1
            0xc803_7c22, // stxr w3, x2, [x1]
            0x35ff_ffa3, // cbnz w3, ldxr
            0xf100_0484, // subs x4, x4, #1
            0x54ff_ff61, // b.ne ldxr
            SmallMachine.HVC_STOP
        };
        int[] atomic = {
            0xd280_0022, // mov x2, #1
            0xf822_0023, // ldadd x2, x3, [x1]
            0xf100_0484, // subs x4, x4, #1
            0x54ff_ffc1, // b.ne ldadd
            SmallMachine.HVC_STOP
        };
        int times = 200_000;
        try (SmallMachine machine = SmallMachine.of(EngineKind.TRANSLATOR, 2)) {
            machine.put(CODE, way == 0 ? exclusive : atomic);
            for (int i = 0; i < 2; i++) {
                Vcpu cpu = machine.prepare(i, CODE);
                cpu.setX(1, DATA);
                cpu.setX(4, times);
            }

            machine.runAll();

            assertThat(Memory.getLong(machine.host(DATA))).isEqualTo(2L * times);
        }
    }

    @Test
    void hostAddressThatIsWrongEndsTheVcpuWithAReport() {
        try (SmallMachine machine = SmallMachine.of(EngineKind.TRANSLATOR, 1)) {
            machine.put(CODE + 0x40, 0x9100_0400, 0x9100_0400, 0xf940_0022, SmallMachine.HVC_STOP);
            Vcpu cpu = machine.prepare(0, CODE + 0x40);
            cpu.setX(1, DATA);
            long entry = Tlb.dataEntry(cpu.mmu().table(), DATA);
            Memory.putLong(entry + Tlb.READ_TAG, DATA);
            Memory.putLong(entry + Tlb.ADDEND, 0x10_0000_0000_0000L);

            assertThatThrownBy(() -> machine.run(0))
                    .isInstanceOf(GeneratedCodeFault.class)
                    .hasMessageContaining("vCPU 0")
                    .hasMessageContaining("guest pc 0x%x".formatted(CODE + 0x48))
                    .hasMessageContaining("instruction 2 of the block at physical 0x%x".formatted(CODE + 0x40));
        }
    }
}
