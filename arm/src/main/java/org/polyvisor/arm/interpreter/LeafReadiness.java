package org.polyvisor.arm.interpreter;

import java.lang.foreign.Arena;
import org.polyvisor.arm.cpu.CpuState;
import org.polyvisor.arm.interpreter.generated.LeafLoop;
import org.polyvisor.arm.interpreter.generated.LeafOps;
import org.polyvisor.host.Memory;

/**
 * Whether the JVM has compiled {@link LeafLoop}. Until then one pass through its switch costs more than the general path,
 * and where the JVM's flags keep it from compiling so large a method that stays so. One thread of the process has it
 * compiled and finds out, by running a guest loop of two slots.
 */
final class LeafReadiness {
    /** Calls that make the JVM compile a method. */
    private static final int CALLS = 12_000;

    private static final int PASSES = 2_000;

    /** A compiled pass takes a few nanoseconds, one by the JVM's own interpreter several hundred. */
    private static final long COMPILED_NANOS = 40;

    private static final long POLL_MILLIS = 10;

    /** When to stop asking: a JVM that has not compiled the method by then will not. */
    private static final int POLLS = 6_000;

    private static volatile boolean ready;

    static {
        Thread.ofPlatform().daemon().name("leaf loop warm-up").start(LeafReadiness::warmUp);
    }

    private LeafReadiness() {}

    static boolean isReady() {
        return ready;
    }

    private static void warmUp() {
        try (Arena arena = Arena.ofConfined()) {
            long state = new CpuState(arena).base();
            long slots = Memory.allocate(arena, 3 * CodeSlots.SLOT_BYTES, 8);
            long table = Memory.allocate(arena, 8, 8);
            Memory.putLong(slots, Slot.of(LeafOps.SUBSX_I, 0, 0, 0, 1));
            Memory.putLong(slots + 8, Slot.of(LeafOps.B_NE, 0, 0, 0, -8));
            Memory.putLong(slots + 16, Slot.general());
            for (int i = 0; i < CALLS; i++) {
                countDown(state, slots, table, 1);
            }
            for (int i = 0; i < POLLS && !ready; i++) {
                long start = System.nanoTime();
                countDown(state, slots, table, PASSES);
                ready = System.nanoTime() - start < PASSES * COMPILED_NANOS;
                Thread.sleep(POLL_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void countDown(long state, long slots, long table, long from) {
        Memory.putLong(state, from);
        LeafLoop.run(state, slots, table);
    }
}
