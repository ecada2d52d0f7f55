package org.polyvisor.arm.translator;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.host.ExecutableMemory;
import org.polyvisor.host.Memory;

/** What the JVM does to a vCPU in generated code when it stops its threads: nothing. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SafepointTest {
    private static final long CODE = SmallMachine.RAM + 0x1_0000;
    private static final long STOP = SmallMachine.RAM + 0x3_0000;
    private static final long COUNTER = SmallMachine.RAM + 0x3_0040;
    private static final long PULSE = SmallMachine.RAM + 0x3_0080;

    /** A vCPU that the JVM must wait for ends by itself after this, and the test fails instead of hanging. */
    private static final long TURNS = 1L << 33;

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
            machine.put(CODE, COUNTS);
            Vcpu cpu = machine.prepare(0, CODE);
            cpu.setX(0, 0);
            cpu.setX(1, STOP);
            cpu.setX(2, COUNTER);
            cpu.setX(4, TURNS);
            long counter = machine.host(COUNTER);
            long pulse = machine.host(PULSE);
            Thread guest = Thread.ofPlatform().start(() -> machine.run(0));
            while (Memory.getLongVolatile(counter) < 1000) {
                Thread.onSpinWait();
            }
            long left = exits(code);
            AtomicBoolean done = new AtomicBoolean();
            Thread pulsing = Thread.ofPlatform().start(() -> beat(pulse, done));
            FutureTask<Long> watching = new FutureTask<>(() -> watcher.watch(pulse, counter));
            Thread.ofPlatform().start(watching);
            WeakReference<Object> garbage = new WeakReference<>(new Object());

            do {
                System.gc();
            } while (!watching.isDone());
            long reached = watching.get();
            boolean collected = garbage.refersTo(null);
            long leftSince = exits(code) - left;
            Memory.putLongVolatile(machine.host(STOP), 1);
            guest.join();
            done.set(true);
            pulsing.join();

            assertThat(reached).as("progress while Java threads stood still").isPositive();
            assertThat(collected).isTrue();
            assertThat(leftSince).as("exits from generated code").isZero();
            assertThat(cpu.x(4)).as("turns left").isPositive();
            assertThat(cpu.x(0)).isGreaterThanOrEqualTo(reached);
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
