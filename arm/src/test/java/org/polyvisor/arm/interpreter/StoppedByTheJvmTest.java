package org.polyvisor.arm.interpreter;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.polyvisor.arm.engines.EngineKind;
import org.polyvisor.arm.translator.CountingGuest;
import org.polyvisor.arm.translator.SmallMachine;

/** What a vCPU of the interpreter does when the JVM stops its threads: it stops. A guest can loop without end. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StoppedByTheJvmTest {
    /** The JVM waits for a vCPU that it can't stop until this many turns are over, and the test fails instead of hanging. */
    private static final long TURNS = 1L << 30;

    @Test
    void guestThatLoopsWithoutEndDoesNotKeepTheJvmFromACollection() throws InterruptedException {
        try (SmallMachine machine = SmallMachine.of(EngineKind.INTERPRETER, 1)) {
            CountingGuest guest = new CountingGuest(machine, TURNS);
            while (!LeafReadiness.isReady() || guest.count() < 100_000_000) {
                Thread.onSpinWait();
            }

            System.gc();
            long reached = guest.count();
            guest.stop();

            assertThat(reached).as("turns until the JVM could stop the vCPU").isLessThan(TURNS);
        }
    }
}
