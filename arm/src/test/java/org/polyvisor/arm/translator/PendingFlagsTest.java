package org.polyvisor.arm.translator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.polyvisor.arm.cpu.CpuState;
import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.arm.debug.DebugHook;
import org.polyvisor.arm.engines.EngineKind;
import org.polyvisor.host.Memory;

/** Wherever the translator leaves for what is pending, registers and flags are some that the interpreter has there too. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PendingFlagsTest {
    private static final long CODE = SmallMachine.RAM + 0x1_0000;
    private static final long DATA = SmallMachine.RAM + 0x10_0000;
    private static final int ROUNDS = 3000;

    /** Blocks at whose ends flags are dead that nobody has computed; X0 counts down, X10 has the data. */
    private static final int[] PROGRAM = {
        0x9100_0421, // add x1, x1, #1
        0xf940_0142, // ldr x2, [x10]
        0xab02_0023, // adds x3, x1, x2
        0xf900_0143, // str x3, [x10]
        0x3600_0061, // tbz w1, #0, +12
        0xaa03_03e4, // mov x4, x3
        0x1400_0001, // b +4
        0xca04_0065, // eor x5, x3, x4
        0xeb01_00bf, // cmp x5, x1
        0x9a85_b0a6, // csel x6, x5, x5, lt
        0xf100_0400, // subs x0, x0, #1
        0x54ff_fea1, // b.ne -44
        SmallMachine.HVC_STOP
    };

    private static Vcpu prepare(SmallMachine machine) {
        machine.put(CODE, PROGRAM);
        Vcpu cpu = machine.prepare(0, CODE);
        for (int i = 1; i < 10; i++) {
            cpu.setX(i, 0x7000_0000_0000_0000L * i);
        }
        cpu.setX(0, ROUNDS);
        cpu.setX(10, DATA);
        Memory.putLong(machine.host(DATA), 0x1357_9bdf_0246_8aceL);
        cpu.state().setNzcv(0);
        return cpu;
    }

    private static String shown(Vcpu cpu) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 7; i++) {
            text.append(Long.toHexString(cpu.x(i))).append(' ');
        }
        return text.append("pc %x nzcv %x".formatted(cpu.pc(), cpu.state().nzcv()))
                .toString();
    }

    /** Every state that the program goes through. */
    private static Set<String> expected() {
        Set<String> states = new HashSet<>();
        try (SmallMachine machine = SmallMachine.of(EngineKind.INTERPRETER, 1)) {
            prepare(machine);
            machine.engine(0).setDebugger(new DebugHook() {
                @Override
                public boolean covers(Vcpu cpu, long pc) {
                    return true;
                }

                @Override
                public boolean before(Vcpu cpu) {
                    states.add(shown(cpu));
                    return true;
                }
            });
            states.add(shown(machine.run(0)));
        }
        return states;
    }

    @Test
    void flagsAreExactWhereSomethingIsPending() throws InterruptedException {
        Set<String> expected = expected();
        try (SmallMachine machine = SmallMachine.of(EngineKind.TRANSLATOR, 1)) {
            Vcpu cpu = prepare(machine);
            Thread pokes = Thread.ofPlatform().daemon().start(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                    cpu.requestLeave();
                    LockSupport.parkNanos(2_000);
                }
            });
            Set<String> seen = new HashSet<>();
            for (int round = 0; round < 1000; round++) {
                prepare(machine);
                while (cpu.state().get(CpuState.PC) != CODE + PROGRAM.length * 4L) {
                    seen.add(shown(machine.run(0)));
                }
            }
            pokes.interrupt();
            pokes.join();

            assertThat(seen).hasSizeGreaterThan(10);
            assertThat(expected).containsAll(seen);
        }
    }
}
