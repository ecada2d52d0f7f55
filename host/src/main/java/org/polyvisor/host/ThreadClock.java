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
 * <p>An instance belongs to one thread. Reading allocates nothing.
 */
public final class ThreadClock {
    private static final int CLOCK_THREAD_CPUTIME_ID = 3;
    private static final long TIMESPEC_BYTES = 16;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private static final boolean LINUX = System.getProperty("os.name", "").equals("Linux");

    private final long timespec;

    /** @param arena how long the clock may be read */
    public ThreadClock(Arena arena) {
        timespec = Memory.allocate(arena, TIMESPEC_BYTES, Long.BYTES);
    }

    /** Nanoseconds of processor time since the thread began; where the host can't tell, {@link System#nanoTime}. */
    public long nanos() {
        if (!LINUX) {
            return System.nanoTime();
        }
        try {
            int failed = (int) Binding.CLOCK_GETTIME.invokeExact(CLOCK_THREAD_CPUTIME_ID, timespec);
            return failed == 0
                    ? Memory.getLong(timespec) * NANOS_PER_SECOND + Memory.getLong(timespec + Long.BYTES)
                    : System.nanoTime();
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
