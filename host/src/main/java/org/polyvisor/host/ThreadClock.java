package org.polyvisor.host;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * How much processor time the calling thread has had (CLOCK_THREAD_CPUTIME_ID of clock_gettime(2)). What a thread had
 * between two readings, and how long these are apart, tells how long the host let others run in its place.
 *
 * <p>An instance belongs to the thread that made it, which alone calls {@link #nanos}. That allocates nothing.
 */
public final class ThreadClock {
    private static final int CLOCK_THREAD_CPUTIME_ID = 3;

    /** Clocks of other threads: the thread's number, inverted, above these bits (clock_getcpuclockid of Linux). */
    private static final int PER_THREAD = 6;

    private static final int NUMBER_SHIFT = 3;
    private static final long TIMESPEC_BYTES = 16;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private static final boolean LINUX = System.getProperty("os.name", "").equals("Linux");

    private final long timespec;
    private final int idForOthers;

    /**
     * The clock of the calling thread.
     *
     * @param arena how long {@link #nanos} may be called
     */
    public ThreadClock(Arena arena) {
        timespec = Memory.allocate(arena, TIMESPEC_BYTES, Long.BYTES);
        idForOthers = ~HostThread.number() << NUMBER_SHIFT | PER_THREAD;
    }

    /** Nanoseconds of processor time since the thread began; where the host can't tell, {@link System#nanoTime}. */
    public long nanos() {
        return read(CLOCK_THREAD_CPUTIME_ID, timespec);
    }

    /** The same for any thread, as long as the clock's thread lives; 0 when it has ended. */
    public long nanosOfOther() {
        try (Arena arena = Arena.ofConfined()) {
            return read(idForOthers, Memory.allocate(arena, TIMESPEC_BYTES, Long.BYTES));
        }
    }

    private static long read(int clock, long into) {
        if (!LINUX) {
            return System.nanoTime();
        }
        try {
            int failed = (int) Binding.CLOCK_GETTIME.invokeExact(clock, into);
            return failed == 0 ? Memory.getLong(into) * NANOS_PER_SECOND + Memory.getLong(into + Long.BYTES) : 0;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("a downcall throws no checked exception", e);
        }
    }

    /** The call takes a fraction of a microsecond and never blocks: the cheap form of a downcall suits it. */
    private static final class Binding {
        static final MethodHandle CLOCK_GETTIME = Linker.nativeLinker()
                .downcallHandle(
                        Linker.nativeLinker().defaultLookup().findOrThrow("clock_gettime"),
                        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG),
                        Linker.Option.critical(false));
    }
}
