package org.polyvisor.arm.translator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.polyvisor.arm.cpu.CpuState;
import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.arm.engines.EngineKind;
import org.polyvisor.host.Memory;

/** Whatever leaves translated code sees the flags that the program has set, and to look at them changes nothing. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FlagsSeenTest {
    private static final int PROGRAMS = Integer.getInteger("polyvisor.programs", 20) * 100;
    private static final long SEED = Long.getLong("polyvisor.programs.seed", 1);
    private static final long CODE = SmallMachine.RAM + 0x1_0000;
    private static final long DATA = SmallMachine.RAM + 0x10_0000;
    private static final long STACK = SmallMachine.RAM + 0x18_0000;
    private static final long HANDLER = SmallMachine.VECTORS + 0x200;

    /** Has X25 SPSR and X27 ELR. */
    private static final int[] STOPS = {0xd538_4019, 0xd538_403b, SmallMachine.HVC_STOP};

    private static final long[] NUMBERS = {
        0, 1, 2, -1, Long.MIN_VALUE, Long.MAX_VALUE, 0x8000_0000L, 0x7fff_ffffL, 0xffff_ffffL
    };

    /** Ones, NaNs and others of both widths. */
    private static final long[] FLOATS = {
        0,
        0x3ff0_0000_0000_0000L,
        0x7ff8_0000_0000_0000L,
        0x7ff0_0000_0000_0001L,
        0x3f80_0000,
        0x7fc0_0000,
        0xbff0_0000_0000_0000L
    };

    private static Vcpu prepare(SmallMachine machine, int[] handler, int[] program) {
        machine.put(HANDLER, handler);
        machine.put(CODE, program);
        machine.cpu(0).cluster().code().invalidateAll();
        Vcpu cpu = machine.prepare(0, CODE);
        for (int i = 0; i < 31; i++) {
            cpu.setX(i, i);
            cpu.setV(i, 0, 0);
        }
        cpu.setX(10, DATA);
        cpu.setX(11, SmallMachine.UNMAPPED);
        cpu.setX(13, DATA);
        cpu.state().set(CpuState.SP_SLOT * 8, STACK);
        cpu.state().setNzcv(0);
        cpu.state().set(CpuState.FPSR, 0);
        return cpu;
    }

    private static String result(Vcpu cpu) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 31; i++) {
            text.append("x%d %x v %x%n".formatted(i, cpu.x(i), cpu.vLow(i)));
        }
        return text.append("sp %x nzcv %x fpsr %x pc %x%n"
                        .formatted(
                                cpu.xOrSp(31), cpu.state().nzcv(), cpu.state().get(CpuState.FPSR), cpu.pc()))
                .toString();
    }

    private static String random(SmallMachine machine, long seed) {
        Vcpu cpu = prepare(machine, RandomProgramTest.EXCEPTION_HANDLER, FlagProgram.of(seed));
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 6; i++) {
            int n = random.nextInt(NUMBERS.length + 1);
            cpu.setX(i, n == NUMBERS.length ? random.nextLong() : NUMBERS[n]);
            cpu.setV(i, FLOATS[random.nextInt(FLOATS.length)], 0);
        }
        Memory.fill(machine.host(DATA), 64, (byte) seed);
        cpu.state().setNzcv((int) seed & 15);
        return result(machine.run(0));
    }

    @Test
    void randomProgramsDoTheSameTranslatedAsInterpreted() {
        try (SmallMachine interpreted = SmallMachine.of(EngineKind.INTERPRETER, 1);
                SmallMachine translated = SmallMachine.of(EngineKind.TRANSLATOR, 1)) {
            for (long seed = SEED; seed < SEED + PROGRAMS; seed++) {
                String expected = random(interpreted, seed);

                assertThat(random(translated, seed)).as("program %d", seed).isEqualTo(expected);
            }
        }
    }

    private static String run(EngineKind kind, BiConsumer<SmallMachine, Vcpu> setup, int... program) {
        try (SmallMachine machine = SmallMachine.of(kind, 1)) {
            Vcpu cpu = prepare(machine, STOPS, program);
            setup.accept(machine, cpu);
            return result(machine.run(0));
        }
    }

    private static void assertSame(BiConsumer<SmallMachine, Vcpu> setup, int... program) {
        assertThat(run(EngineKind.TRANSLATOR, setup, program)).isEqualTo(run(EngineKind.INTERPRETER, setup, program));
    }

    private static void withoutFloatingPoint(Vcpu cpu) {
        cpu.registers().cpacr = 0;
        cpu.stateChanged();
    }

    @Test
    void flagsOfMemorySetAreNotThoseOfTheComparisonBefore() {
        assertSame(
                (_, cpu) -> cpu.setX(13, 64),
                0xeb1f_03ff, // cmp xzr, xzr
                0x19ce_05aa, // setp [x10]!, x13!, x14
                0x19ce_45aa, // setm
                0x19ce_85aa, // sete
                0xf940_0165); // ldr x5, [x11]
    }

    @Test
    void trapOfAFloatingComparisonSeesTheFlagsThatItWouldHaveReplaced() {
        assertSame(
                (_, cpu) -> withoutFloatingPoint(cpu),
                0xeb02_003f, // cmp x1, x2
                0x1400_0001, // b +4
                0x1e21_2000); // fcmp s0, s1
    }

    @Test
    void whatFlagsComeFromMayHaveChangedSince() {
        assertSame(
                (_, cpu) -> withoutFloatingPoint(cpu),
                0x6b01_0000, // subs w0, w0, w1
                0x1400_0001, // b +4
                0xf940_0145, // ldr x5, [x10]
                0x9280_0000, // movn x0, #0
                0x1e21_2000); // fcmp s0, s1
    }

    @Test
    void lookingAtFlagsOfAFloatingComparisonInAnotherRoundingModeChangesNothing() {
        assertSame(
                (_, cpu) -> cpu.setX(9, 1 << 22),
                0xd51b_4409, // msr fpcr, x9
                0x6b01_0000, // subs w0, w0, w1
                0x1400_0001, // b +4
                0xf940_0145, // ldr x5, [x10]
                0x9280_0000, // movn x0, #0
                0x1e21_2000, // fcmp s0, s1
                SmallMachine.HVC_STOP);
    }

    @Test
    void flagsAreThoseOfTheInstructionThatWasExecutedNotOfWhatReplacedIt() {
        assertSame(
                (_, cpu) -> {
                    cpu.setX(9, 0xeb01_005f); // cmp x2, x1
                    cpu.setX(12, CODE);
                },
                0xeb02_003f, // cmp x1, x2
                0xb900_0189, // str w9, [x12]
                0xf940_0165); // ldr x5, [x11]
    }

    @Test
    void oddStackPointerBehindAnAccessChangesNothing() {
        assertSame(
                (_, _) -> {},
                0x6b01_0000, // subs w0, w0, w1
                0x1400_0001, // b +4
                0xf940_0145, // ldr x5, [x10]
                0x9280_0000, // movn x0, #0
                0xeb03_005f, // cmp x2, x3
                0xeb05_009f, // cmp x4, x5
                0xf840_87e4, // ldr x4, [sp], #8
                0xeb03_005f, // cmp x2, x3
                SmallMachine.HVC_STOP);
    }

    @Test
    void accessesThatAbortInTheirSecondHalfSeeTheFlags() {
        assertSame(
                (_, _) -> {},
                0xeb02_003f, // cmp x1, x2
                0xa97f_8961); // ldp x1, x2, [x11, #-8]
        assertSame(
                (machine, cpu) -> {
                    cpu.setX(9, SmallMachine.UNMAPPED - 16);
                    Memory.putLong(machine.host(SmallMachine.UNMAPPED - 16), FLOATS[2]);
                },
                0x1e61_2000, // fcmp d0, d1
                0x4c40_a120); // ld1 {v0.16b, v1.16b}, [x9]
    }

    @Test
    void systemRegistersBetweenComparisonAndReaderLeaveTheFlagsAlone() {
        assertSame(
                (_, _) -> {},
                0xeb02_003f, // cmp x1, x2
                0xd53b_d043, // mrs x3, tpidr_el0
                0x9a86_b0a4, // csel x4, x5, x6, lt
                0xeb01_005f, // cmp x2, x1
                SmallMachine.HVC_STOP);
    }
}
