package org.polyvisor.arm.translator;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.polyvisor.host.ExecutableMemory;
import org.polyvisor.host.Memory;

/** What the JVM does to a vCPU in generated code when it stops its threads: nothing. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SafepointTest {
    private static final long PULSE = SmallMachine.RAM + 0x3_0080;

    /** A vCPU that the JVM must wait for ends by itself after this, and the test fails instead of hanging. */
    private static final long TURNS = 1L << 33;

    /**
     * While a thread that the JVM stops stands still, and the collection has not begun, the vCPU counts on. Then the
     * collection takes place, and the vCPU has not left generated code for it.
     */
    @Test
    void vcpuInGeneratedCodeRunsOnWhileTheJvmStopsItsThreads() throws Exception {
        Assumptions.assumeTrue(ExecutableMemory.isSupported());
        try (TranslatedCode code = new TranslatedCode();
                SafepointWatcher watcher = new SafepointWatcher();
                SmallMachine machine = SmallMachine.of(code, 1)) {
            CountingGuest guest = new CountingGuest(machine, TURNS);
            long pulse = machine.host(PULSE);
            while (guest.count() < 1000) {
                Thread.onSpinWait();
            }
            long left = exits(code);
            AtomicBoolean done = new AtomicBoolean();
            Thread pulsing = Thread.ofPlatform().start(() -> beat(pulse, done));
            FutureTask<Long> watching = new FutureTask<>(() -> watcher.watch(pulse, guest.counter()));
            Thread.ofPlatform().start(watching);
            WeakReference<Object> garbage = new WeakReference<>(new Object());

            do {
                System.gc();
            } while (!watching.isDone());
            long reached = watching.get();
            boolean collected = garbage.refersTo(null);
            long leftSince = exits(code) - left;
            guest.stop();
            done.set(true);
            pulsing.join();

            assertThat(reached).as("progress while Java threads stood still").isPositive();
            assertThat(collected).isTrue();
            assertThat(leftSince).as("exits from generated code").isZero();
            assertThat(guest.turnsLeft()).as("turns left").isPositive();
            assertThat(guest.count()).isGreaterThanOrEqualTo(reached);
        }
    }

    private static void beat(long pulse, AtomicBoolean done) {
        for (long beats = 0; !done.get(); beats++) {
            Memory.putLongVolatile(pulse, beats);
        }
    }

    private static long exits(TranslatedCode code) {
        return code.statistics().exits().values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }
}
