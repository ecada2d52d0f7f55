package org.polyvisor.arm.translator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.arm.engines.EngineKind;
import org.polyvisor.host.Memory;

/**
 * What one vCPU does to its instruction cache is nothing to another that executes the same code: instructions that did
 * not change go on as they were, and one that may be changed at any time (DDI 0487, B2.2.5: B, BL, NOP and some more) is
 * the old or the new one, never something of both.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ForgottenElsewhereTest {
    private static final long CODE = SmallMachine.RAM + 0x1_0000;
    private static final long OTHER_CODE = SmallMachine.RAM + 0x2_0000;
    private static final long DATA = SmallMachine.RAM + 0x3_0000;
    private static final long FLAG = SmallMachine.RAM + 0x5_0000;
    private static final int ROUNDS = Integer.getInteger("polyvisor.forgettings", 50_000);
    private static final long WARM_UP = 3_000_000;
    private static final int IC_IALLUIS = 0xd508_711f;
    private static final int IC_IVAU_X1 = 0xd50b_7521;
    private static final int DSB = 0xd503_3b9f;
    private static final int ISB = 0xd503_3fdf;

    /** X1 two words in memory, X2 counts to X3, X5 to X11 get results; ends before that if the word at X12 is zero. */
    private static final int[] WORK = {
        0x9100_0442, // add x2, x2, #1
        0xa940_1825, // ldp x5, x6, [x1]
        0xa900_1426, // stp x6, x5, [x1]
        0x8b06_00a7, // add x7, x5, x6
        0xca02_00e8, // eor x8, x7, x2
        0x9b02_2509, // madd x9, x8, x2, x9
        0x3600_0042, // tbz w2, #0 to the comparison
        0x9100_0d4a, // add x10, x10, #3
        0xeb03_005f, // cmp x2, x3
        0x5400_0080, // b.eq to the end
        0xcb02_096b, // sub x11, x11, x2, lsl #2
        0xf940_018d, // ldr x13, [x12]
        0xb5ff_fe8d, // cbnz x13 to the beginning
        SmallMachine.HVC_STOP
    };

    /** X1 the other's code, X2 how often, X12 the flag. The other gets time to run code that is decoded. */
    private static int[] forgetter(int operation) {
        return new int[] {
            operation,
            DSB,
            ISB,
            0xd280_3200, // mov x0, #400
            0xf100_0400, // subs x0, x0, #1
            0x54ff_ffe1, // b.ne to the instruction before
            0xf100_0442, // subs x2, x2, #1
            0x54ff_ff21, // b.ne to the beginning
            0xf900_019f, // str xzr, [x12]
            SmallMachine.HVC_STOP
        };
    }

    static Stream<Arguments> operationsOnBothEngines() {
        return Stream.of(EngineKind.INTERPRETER, EngineKind.TRANSLATOR)
                .flatMap(kind -> Stream.of(IC_IALLUIS, IC_IVAU_X1).map(operation -> Arguments.of(kind, operation)));
    }

    private static Vcpu prepareWork(SmallMachine machine, long count) {
        machine.put(CODE, WORK);
        Memory.putLong(machine.host(DATA), 0x1234);
        Memory.putLong(machine.host(DATA) + 8, 0x5678_9abc_def0L);
        Vcpu worker = prepare(machine, 0, CODE);
        worker.setX(1, DATA);
        worker.setX(3, count);
        return worker;
    }

    private static Vcpu prepare(SmallMachine machine, int index, long entry) {
        Memory.putLong(machine.host(FLAG), 1);
        Vcpu cpu = machine.prepare(index, entry);
        for (int register = 0; register < 12; register++) {
            cpu.setX(register, 0);
        }
        cpu.setX(12, FLAG);
        return cpu;
    }

    private static List<Long> results(Vcpu worker) {
        return LongStream.rangeClosed(5, 11)
                .mapToObj(register -> worker.x((int) register))
                .toList();
    }

    private static List<Long> undisturbed(EngineKind kind, long count) {
        try (SmallMachine machine = SmallMachine.of(kind, 1)) {
            prepareWork(machine, count);
            return results(machine.run(0));
        }
    }

    /** The interpreter's inner loop runs once the JVM has compiled it. */
    @BeforeAll
    static void warmUp() {
        undisturbed(EngineKind.INTERPRETER, WARM_UP);
    }

    @ParameterizedTest
    @MethodSource("operationsOnBothEngines")
    void codeThatDidNotChangeGoesOnAsItWas(EngineKind kind, int operation) throws InterruptedException {
        try (SmallMachine machine = SmallMachine.of(kind, 2)) {
            Vcpu worker = prepareWork(machine, Long.MAX_VALUE);
            machine.put(OTHER_CODE, forgetter(operation));
            Vcpu forgetter = prepare(machine, 1, OTHER_CODE);
            forgetter.setX(1, CODE);
            forgetter.setX(2, ROUNDS);

            machine.runAll();

            assertThat(worker.pc()).isEqualTo(CODE + WORK.length * 4L);
            worker.setX(11, worker.x(11) + (worker.x(2) << 2)); // which the last round of a counted run leaves out
            assertThat(results(worker)).isEqualTo(undisturbed(kind, worker.x(2)));
        }
    }

    /** X2 counts rounds, X3 how often the function was called, X4 how often not; until the word at X12 is zero. */
    private static final int[] CALLER = {
        0x9400_0007, // bl to the function, or b to the next but one
        0x1400_0002, // b to the next but one
        0x9100_0484, // add x4, x4, #1
        0x9100_0442, // add x2, x2, #1
        0xf940_018d, // ldr x13, [x12]
        0xb5ff_ff6d, // cbnz x13 to the beginning
        SmallMachine.HVC_STOP,
        0x9100_0463, // the function: add x3, x3, #1
        0xd65f_03c0, // ret
    };

    private static final int CALL = CALLER[0];
    private static final int JUMP = 0x1400_0002;

    /** X1 the word's address, X2 rounds, X3 and X4 what it becomes in turn, X12 the flag. */
    private static final int[] CHANGER = {
        0xb900_0023, // str w3, [x1]
        DSB,
        IC_IVAU_X1,
        DSB,
        0xaa03_03e5, // mov x5, x3
        0xaa04_03e3, // mov x3, x4
        0xaa05_03e4, // mov x4, x5
        0xf100_0442, // subs x2, x2, #1
        0x54ff_ff01, // b.ne to the beginning
        0xf900_019f, // str xzr, [x12]
        SmallMachine.HVC_STOP
    };

    @ParameterizedTest
    @EnumSource(names = {"INTERPRETER", "TRANSLATOR"})
    void branchThatChangesIsTheOldOrTheNewOne(EngineKind kind) throws InterruptedException {
        try (SmallMachine machine = SmallMachine.of(kind, 2)) {
            machine.put(CODE, CALLER);
            machine.put(OTHER_CODE, CHANGER);
            Vcpu caller = prepare(machine, 0, CODE);
            Vcpu changer = prepare(machine, 1, OTHER_CODE);
            changer.setX(1, CODE);
            changer.setX(2, ROUNDS);
            changer.setX(3, JUMP);
            changer.setX(4, CALL);

            machine.runAll();

            assertThat(caller.pc()).isEqualTo(CODE + 7L * 4);
            assertThat(caller.x(3) + caller.x(4)).isEqualTo(caller.x(2));
            assertThat(caller.x(3)).isPositive();
            assertThat(caller.x(4)).isPositive();
        }
    }
}
