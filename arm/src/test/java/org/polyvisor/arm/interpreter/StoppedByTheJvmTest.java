package org.polyvisor.arm.interpreter;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.arm.engines.EngineKind;
import org.polyvisor.arm.translator.SmallMachine;
import org.polyvisor.host.Memory;

/** What a vCPU of the interpreter does when the JVM stops its threads: it stops. A guest can loop without end. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StoppedByTheJvmTest {
    private static final long CODE = SmallMachine.RAM + 0x1_0000;
    private static final long STOP = SmallMachine.RAM + 0x3_0000;
    private static final long COUNTER = SmallMachine.RAM + 0x3_0040;

    /** The JVM waits for a vCPU that it can't stop until this many turns are over, and the test fails instead of hanging. */
    private static final long TURNS = 1L << 30;

    /** Counts in X0 and at X2, until there is something at X1, or X4 turns are over. */
    private static final int[] COUNTS = {
        0x9100_0400, // add x0, x0, #1
        0xf900_0040, // str x0, [x2]
        0xf100_0484, // subs x4, x4, #1
        0x5400_0060, // b.eq to the end
        0xf940_0023, // ldr x3, [x1]
        0xb4ff_ff63, // cbz x3, to the beginning
        SmallMachine.HVC_STOP
    };

    @Test
    void guestThatLoopsWithoutEndDoesNotKeepTheJvmFromACollection() throws InterruptedException {
        try (SmallMachine machine = SmallMachine.of(EngineKind.INTERPRETER, 1)) {
            machine.put(CODE, COUNTS);
            Vcpu cpu = machine.prepare(0, CODE);
            cpu.setX(0, 0);
            cpu.setX(1, STOP);
            cpu.setX(2, COUNTER);
            cpu.setX(4, TURNS);
            long counter = machine.host(COUNTER);
            Thread guest = Thread.ofPlatform().start(() -> machine.run(0));
            while (!LeafReadiness.isReady() || Memory.getLongVolatile(counter) < 100_000_000) {
                Thread.onSpinWait();
            }

            System.gc();
            long reached = Memory.getLongVolatile(counter);
            Memory.putLongVolatile(machine.host(STOP), 1);
            guest.join();

            assertThat(reached).as("turns until the JVM could stop the vCPU").isLessThan(TURNS);
        }
    }
}
