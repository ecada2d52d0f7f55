package org.polyvisor.host;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.util.Locale;

/**
 * The clock behind {@link System#nanoTime}, as a function that generated code can call. Both read Linux's
 * CLOCK_MONOTONIC, so that their values are in order whoever reads.
 */
public final class HostClock {
    /** CLOCK_MONOTONIC, the function's first argument. */
    public static final int MONOTONIC = 1;

    private static final long NANOS = 1_000_000_000;

    private HostClock() {}

    /**
     * Where the C library's {@code int clock_gettime(int clock, struct timespec *)} is: seconds and nanoseconds are the
     * first and the second 64-bit word of what it fills. It follows the System V ABI.
     *
     * @return 0 where it is not known to be the same clock as {@link System#nanoTime}
     */
    public static long function() {
        return Found.FUNCTION;
    }

    private static final class Found {
        static final long FUNCTION = find();

        private static long find() {
            boolean linux =
                    System.getProperty("os.name", "").toLowerCase(Locale.ROOT).equals("linux");
            if (!linux || !ExecutableMemory.isSupported()) {
                return 0;
            }
            return Linker.nativeLinker()
                    .defaultLookup()
                    .find("clock_gettime")
                    .map(symbol -> symbol.address())
                    .filter(Found::isNanoTime)
                    .orElse(0L);
        }

        private static boolean isNanoTime(long function) {
            try (Arena arena = Arena.ofConfined()) {
                long time = Memory.allocate(arena, 16, 16);
                long before = System.nanoTime();
                long result = HostCall.call(function, MONOTONIC, time);
                long now = Memory.getLong(time) * NANOS + Memory.getLong(time + 8);
                return (int) result == 0 && before <= now && now <= System.nanoTime();
            }
        }
    }
}
