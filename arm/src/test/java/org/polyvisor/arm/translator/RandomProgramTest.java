package org.polyvisor.arm.translator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.polyvisor.arm.cpu.CpuState;
import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.arm.engines.EngineKind;
import org.polyvisor.host.ExecutableMemory;
import org.polyvisor.host.HostRefusedException;
import org.polyvisor.host.Memory;

/** Whole programs leave the same registers and memory on the translator as on the interpreter. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RandomProgramTest {
    private static final int PROGRAMS = Integer.getInteger("polyvisor.programs", 20);
    private static final long SEED = Long.getLong("polyvisor.programs.seed", 1);
    private static final long CODE = SmallMachine.RAM + 0x1_0f00;
    private static final long DATA = SmallMachine.RAM + 0x10_0800;
    private static final long STACK = SmallMachine.RAM + 0x18_0000;

    /** How far apart the code, data and stacks of vCPUs are. */
    private static final long APART = 0x4_0000;

    /** The handler of an interrupt at EL1: count in X25, have it withdrawn, go back. */
    private static final int[] INTERRUPT_HANDLER = {0x9100_0739, 0xd400_0042, 0xd69f_03e0};

    /** The handler of an exception at EL1: mix SPSR, ESR and ELR into X25, go on behind the instruction. */
    static final int[] EXCEPTION_HANDLER = {
        0xd538_401a,
        0xcad9_1f59,
        0xd538_521a,
        0xcad9_1f59,
        0xd538_403b,
        0xcad9_1f79,
        0x9100_137b,
        0xd518_403b,
        0xd69f_03e0
    };

    private static void load(SmallMachine machine, int cpu, int[] program, long seed) {
        long shift = cpu * APART;
        machine.put(CODE + shift, program);
        machine.cpu(cpu).cluster().code().invalidateAll();
        Memory.fill(machine.host(DATA + shift), RandomProgram.DATA_BYTES, (byte) (seed * 37));
        Vcpu vcpu = machine.prepare(cpu, CODE + shift);
        for (int i = 0; i < 16; i++) {
            vcpu.setX(i, Long.rotateLeft(seed * 0x9e37_79b9_7f4a_7c15L, i * 7));
            vcpu.setV(i, seed << i, seed * i);
        }
        vcpu.setX(25, 0);
        vcpu.setX(28, DATA + shift);
        vcpu.state().set(CpuState.SP_SLOT * 8, STACK + shift);
        vcpu.state().setNzcv((int) seed & 15);
        vcpu.state().set(CpuState.FPSR, 0);
    }

    /** Everything that a program can change, without X25. */
    private static String result(SmallMachine machine, int cpu) {
        StringBuilder text = new StringBuilder();
        Vcpu vcpu = machine.cpu(cpu);
        for (int i = 0; i < 32; i++) {
            text.append(i == 25 ? "" : "r%d %x%n".formatted(i, vcpu.xOrSp(i)));
            text.append("v%d %x %x%n".formatted(i, vcpu.vLow(i), vcpu.vHigh(i)));
        }
        text.append("nzcv %x fpsr %x pc %x%n"
                .formatted(vcpu.state().nzcv(), vcpu.state().get(CpuState.FPSR), vcpu.pc()));
        long data = machine.host(DATA + cpu * APART);
        for (int i = 0; i < RandomProgram.DATA_BYTES; i += 8) {
            text.append("%x ".formatted(Memory.getLong(data + i)));
        }
        return text.toString();
    }

    private static String interpreted(int cpu, long seed) {
        return interpreted(cpu, RandomProgram.of(seed), seed);
    }

    private static String interpreted(int cpu, int[] program, long seed) {
        try (SmallMachine machine = SmallMachine.of(EngineKind.INTERPRETER, cpu + 1)) {
            load(machine, cpu, program, seed);
            machine.run(cpu);
            return result(machine, cpu);
        }
    }

    @Test
    void programsDoTheSameTranslatedAsInterpreted() {
        try (SmallMachine machine = SmallMachine.of(EngineKind.TRANSLATOR, 1)) {
            for (long seed = SEED; seed < SEED + PROGRAMS; seed++) {
                load(machine, 0, RandomProgram.of(seed), seed);

                machine.run(0);

                assertThat(result(machine, 0)).as("program %d", seed).isEqualTo(interpreted(0, seed));
            }
        }
    }

    @Test
    void programsPassInLockstep() {
        try (SmallMachine machine = SmallMachine.of(EngineKind.LOCKSTEP, 1)) {
            for (long seed = SEED; seed < SEED + PROGRAMS; seed++) {
                load(machine, 0, RandomProgram.of(seed), seed);

                machine.run(0);

                assertThat(result(machine, 0)).as("program %d", seed).isEqualTo(interpreted(0, seed));
            }
        }
    }

    @Test
    void programsDoTheSameWhenTheirCodeIsInterpretedFirst() throws HostRefusedException {
        Assumptions.assumeTrue(ExecutableMemory.isSupported());
        try (SmallMachine machine = SmallMachine.of(ColdCodeTest.code(3), 1)) {
            for (long seed = SEED; seed < SEED + PROGRAMS; seed++) {
                load(machine, 0, RandomProgram.of(seed), seed);

                machine.run(0);

                assertThat(result(machine, 0)).as("program %d", seed).isEqualTo(interpreted(0, seed));
            }
        }
    }

    /** What a program leaves, and what its exceptions found, if one page of its data is not mapped. */
    private static String interrupted(EngineKind kind, long seed) {
        return interrupted(SmallMachine.of(kind, 1), seed);
    }

    private static String interrupted(SmallMachine fresh, long seed) {
        try (SmallMachine machine = fresh) {
            machine.put(SmallMachine.VECTORS + 0x200, EXCEPTION_HANDLER);
            Memory.putLong(machine.host(machine.descriptor(DATA + 0x1000)), 0);
            load(machine, 0, RandomProgram.of(seed), seed);

            machine.run(0);

            return "exceptions %x%n".formatted(machine.cpu(0).x(25)) + result(machine, 0);
        }
    }

    @Test
    void dataAbortsInLockstepFindTheFlagsThatTheProgramHasSet() {
        for (long seed = SEED; seed < SEED + PROGRAMS; seed++) {
            String found = interrupted(EngineKind.LOCKSTEP, seed);

            assertThat(found).as("program %d", seed).isEqualTo(interrupted(EngineKind.INTERPRETER, seed));
        }
    }

    @Test
    void dataAbortsFindTheFlagsThatTheProgramHasSet() {
        for (long seed = SEED; seed < SEED + PROGRAMS; seed++) {
            String found = interrupted(EngineKind.TRANSLATOR, seed);

            assertThat(found).as("program %d", seed).isEqualTo(interrupted(EngineKind.INTERPRETER, seed));
        }
    }

    @Test
    void dataAbortsBetweenInterpretedAndTranslatedCodeFindThemToo() throws HostRefusedException {
        Assumptions.assumeTrue(ExecutableMemory.isSupported());
        for (long seed = SEED; seed < SEED + PROGRAMS; seed++) {
            String found = interrupted(SmallMachine.of(ColdCodeTest.code(2), 1), seed);

            assertThat(found).as("program %d", seed).isEqualTo(interrupted(EngineKind.INTERPRETER, seed));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void interruptsAnywhereLeaveNoTrace(int visits) throws HostRefusedException, InterruptedException {
        Assumptions.assumeTrue(ExecutableMemory.isSupported());
        try (SmallMachine machine = SmallMachine.of(ColdCodeTest.code(visits), 1)) {
            machine.put(SmallMachine.VECTORS + 0x280, INTERRUPT_HANDLER);
            Vcpu cpu = machine.cpu(0);
            Thread pokes = Thread.ofPlatform().daemon().start(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                    cpu.irqInput().set(true);
                    LockSupport.parkNanos(3_000);
                }
            });
            long taken = 0;
            for (long seed = SEED; seed < SEED + PROGRAMS; seed++) {
                // Interrupts clear the exclusive monitor.
                int[] program = RandomProgram.withoutExclusives(seed);
                load(machine, 0, program, seed);
                cpu.pstate().setDaif(0);
                cpu.masksLifted();

                machine.run(0);

                taken += cpu.x(25);
                assertThat(result(machine, 0)).as("program %d", seed).isEqualTo(interpreted(0, program, seed));
            }
            pokes.interrupt();
            pokes.join();
            assertThat(taken).isPositive();
        }
    }

    @Test
    void cacheThatIsAlwaysFullChangesNothing() throws HostRefusedException {
        Assumptions.assumeTrue(ExecutableMemory.isSupported());
        TranslatedCode code = new TranslatedCode(40 << 10, 3, true);
        try (SmallMachine machine = SmallMachine.of(code, 1)) {
            for (long seed = SEED; seed < SEED + PROGRAMS; seed++) {
                load(machine, 0, RandomProgram.of(seed), seed);

                machine.run(0);

                assertThat(result(machine, 0)).as("program %d", seed).isEqualTo(interpreted(0, seed));
            }
            System.out.printf(
                    "tiny cache: recycled %d times%n", code.statistics().recycles());
            assertThat(code.statistics().recycles()).isGreaterThan(PROGRAMS);
        }
    }

    @Test
    void twoVcpusShareACacheThatIsAlwaysFull() throws HostRefusedException, InterruptedException {
        Assumptions.assumeTrue(ExecutableMemory.isSupported());
        TranslatedCode code = new TranslatedCode(64 << 10, 5, true);
        try (SmallMachine machine = SmallMachine.of(code, 2)) {
            for (long seed = SEED; seed < SEED + PROGRAMS; seed++) {
                load(machine, 0, RandomProgram.of(seed), seed);
                load(machine, 1, RandomProgram.of(seed + 1000), seed + 1000);

                machine.runAll();

                assertThat(result(machine, 0)).as("program %d", seed).isEqualTo(interpreted(0, seed));
                assertThat(result(machine, 1)).as("program %d", seed + 1000).isEqualTo(interpreted(1, seed + 1000));
            }
            System.out.printf(
                    "tiny cache of two: recycled %d times%n", code.statistics().recycles());
            assertThat(code.statistics().recycles()).isGreaterThan(PROGRAMS);
        }
    }
}
