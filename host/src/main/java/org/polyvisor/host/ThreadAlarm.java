package org.polyvisor.host;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One thread's sleep until a moment, and how others end it sooner: anybody at once, and a few threads each by an alarm of
 * its own. Setting an alarm wakes nobody before its time: on Linux it is a timer of the kernel's (timerfd_create(2)), so
 * it costs a system call rather than two switches between threads. Elsewhere the sleeper wakes at once, and has to look
 * for itself how long it may go on sleeping.
 *
 * <p>Moments are in {@link System#nanoTime}. Nothing here allocates once it runs.
 */
public final class ThreadAlarm {
    /** No moment: an alarm that is off, a sleep without end. */
    public static final long NEVER = Long.MAX_VALUE;

    private static final Cleaner CLEANER = Cleaner.create();
    private static final boolean LINUX = System.getProperty("os.name", "").equals("Linux");

    private final Thread sleeper;
    private final @Nullable Kernel kernel;

    /**
     * Makes a clock.
     *
     * @param sleeper the thread that will call {@link #sleepUntil}
     * @param alarms how many there are
     */
    public ThreadAlarm(Thread sleeper, int alarms) {
        this.sleeper = sleeper;
        kernel = LINUX ? Kernel.open(alarms) : null;
        if (kernel != null) {
            // Not by a method: a thread may still call one when it is too late, and the numbers belong to other files.
            CLEANER.register(this, kernel::close);
        }
    }

    /**
     * Sleeps until a moment, an alarm, or {@link #wake}, which may have come before; sometimes for no reason. For the
     * sleeper.
     */
    public void sleepUntil(long nanoTime) {
        if (kernel != null) {
            kernel.sleep(nanoTime == NEVER ? NEVER : Math.max(0, nanoTime - System.nanoTime()));
            Reference.reachabilityFence(this);
        } else if (nanoTime == NEVER) {
            LockSupport.park(this);
        } else {
            LockSupport.parkNanos(this, nanoTime - System.nanoTime());
        }
        // An interrupt would make every later sleep end at once.
        Thread.interrupted();
    }

    /** Ends the present sleep, or else the next one. Any thread. */
    public void wake() {
        if (kernel != null) {
            kernel.wake();
            Reference.reachabilityFence(this);
        } else {
            LockSupport.unpark(sleeper);
        }
    }

    /**
     * Sets an alarm anew. For one thread, the one whose alarm it is.
     *
     * @param alarm its number, from 0
     * @param nanoTime when it ends a sleep; {@link #NEVER} for not at all
     */
    public void set(int alarm, long nanoTime) {
        if (kernel != null) {
            kernel.set(alarm, nanoTime);
            Reference.reachabilityFence(this);
        } else if (nanoTime != NEVER) {
            LockSupport.unpark(sleeper);
        }
    }

    /** An event counter, file 0, and timers, files from 1; the arena holds what the addresses point to. */
    private record Kernel(Arena arena, int[] files, long polled, long timespec, long counter, long settings) {
        private static final int CLOCK_MONOTONIC = 1;
        private static final int NONBLOCK_CLOEXEC = 0x80800;
        private static final int TFD_TIMER_ABSTIME = 1;
        private static final short POLLIN = 1;
        private static final int POLLED_BYTES = 8;
        private static final int EVENTS = 4;
        private static final int TIMESPEC_BYTES = 16;
        private static final int SETTING_BYTES = 2 * TIMESPEC_BYTES;
        private static final int COUNTER_BYTES = 8;
        private static final long NANOS_PER_SECOND = 1_000_000_000L;

        static @Nullable Kernel open(int alarms) {
            int[] files = new int[1 + alarms];
            for (int i = 0; i < files.length; i++) {
                files[i] = i == 0 ? Calls.eventfd(NONBLOCK_CLOEXEC) : Calls.timerfd(CLOCK_MONOTONIC, NONBLOCK_CLOEXEC);
                if (files[i] < 0) {
                    for (int j = 0; j < i; j++) {
                        Calls.close(files[j]);
                    }
                    return null;
                }
            }
            Arena arena = Arena.ofAuto();
            long polled = Memory.allocate(arena, (long) POLLED_BYTES * files.length, Long.BYTES);
            for (int i = 0; i < files.length; i++) {
                Memory.putInt(polled + (long) POLLED_BYTES * i, files[i]);
                Memory.putInt(polled + (long) POLLED_BYTES * i + EVENTS, POLLIN);
            }
            long timespec = Memory.allocate(arena, TIMESPEC_BYTES, Long.BYTES);
            // One counter is read into by the sleeper, the other is written from by all, always the same.
            long counter = Memory.allocate(arena, 2 * COUNTER_BYTES, Long.BYTES);
            Memory.putLong(counter + COUNTER_BYTES, 1);
            long settings = Memory.allocate(arena, (long) SETTING_BYTES * Math.max(1, alarms), Long.BYTES);
            return new Kernel(arena, files, polled, timespec, counter, settings);
        }

        void sleep(long nanos) {
            long limit = 0;
            if (nanos != NEVER) {
                putTimespec(timespec, nanos);
                limit = timespec;
            }
            Calls.ppoll(polled, files.length, limit);
            for (int i = 0; i < files.length; i++) {
                long entry = polled + (long) POLLED_BYTES * i;
                // The two halves of this word are the events that were asked for, and those that have come.
                if (Memory.getInt(entry + EVENTS) >>> Short.SIZE != 0) {
                    Calls.read(files[i], counter, COUNTER_BYTES);
                }
            }
        }

        void wake() {
            Calls.write(files[0], counter + COUNTER_BYTES, COUNTER_BYTES);
        }

        void set(int alarm, long nanoTime) {
            long setting = settings + (long) SETTING_BYTES * alarm;
            // Zero would switch the timer off.
            putTimespec(setting + TIMESPEC_BYTES, nanoTime == NEVER ? 0 : Math.max(1, nanoTime));
            Calls.settime(files[1 + alarm], TFD_TIMER_ABSTIME, setting);
        }

        private static void putTimespec(long at, long nanos) {
            Memory.putLong(at, nanos / NANOS_PER_SECOND);
            Memory.putLong(at + Long.BYTES, nanos % NANOS_PER_SECOND);
        }

        void close() {
            for (int file : files) {
                Calls.close(file);
            }
        }
    }

    /** The C library's functions. All but the sleep take a fraction of a microsecond and never block. */
    private static final class Calls {
        private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
        private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
        private static final MethodHandle EVENTFD = bind("eventfd", FunctionDescriptor.of(INT, INT, INT), true);
        private static final MethodHandle TIMERFD = bind("timerfd_create", FunctionDescriptor.of(INT, INT, INT), true);
        private static final MethodHandle SETTIME =
                bind("timerfd_settime", FunctionDescriptor.of(INT, INT, INT, LONG, LONG), true);
        private static final MethodHandle READ = bind("read", FunctionDescriptor.of(LONG, INT, LONG, LONG), true);
        private static final MethodHandle WRITE = bind("write", FunctionDescriptor.of(LONG, INT, LONG, LONG), true);
        private static final MethodHandle CLOSE = bind("close", FunctionDescriptor.of(INT, INT), true);
        private static final MethodHandle PPOLL =
                bind("ppoll", FunctionDescriptor.of(INT, LONG, LONG, LONG, LONG), false);

        private Calls() {}

        private static MethodHandle bind(String name, FunctionDescriptor descriptor, boolean brief) {
            Linker linker = Linker.nativeLinker();
            Linker.Option[] options =
                    brief ? new Linker.Option[] {Linker.Option.critical(false)} : new Linker.Option[0];
            return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor, options);
        }

        static int eventfd(int flags) {
            try {
                return (int) EVENTFD.invokeExact(0, flags);
            } catch (Throwable e) {
                throw unexpected(e);
            }
        }

        static int timerfd(int clock, int flags) {
            try {
                return (int) TIMERFD.invokeExact(clock, flags);
            } catch (Throwable e) {
                throw unexpected(e);
            }
        }

        static void settime(int file, int flags, long setting) {
            try {
                int unused = (int) SETTIME.invokeExact(file, flags, setting, 0L);
            } catch (Throwable e) {
                throw unexpected(e);
            }
        }

        static void read(int file, long to, long bytes) {
            try {
                long unused = (long) READ.invokeExact(file, to, bytes);
            } catch (Throwable e) {
                throw unexpected(e);
            }
        }

        static void write(int file, long from, long bytes) {
            try {
                long unused = (long) WRITE.invokeExact(file, from, bytes);
            } catch (Throwable e) {
                throw unexpected(e);
            }
        }

        static void close(int file) {
            try {
                int unused = (int) CLOSE.invokeExact(file);
            } catch (Throwable e) {
                throw unexpected(e);
            }
        }

        static void ppoll(long entries, long count, long timespec) {
            try {
                int unused = (int) PPOLL.invokeExact(entries, count, timespec, 0L);
            } catch (Throwable e) {
                throw unexpected(e);
            }
        }

        private static RuntimeException unexpected(Throwable e) {
            if (e instanceof Error error) {
                throw error;
            }
            return e instanceof RuntimeException exception
                    ? exception
                    : new IllegalStateException("a downcall throws no checked exception", e);
        }
    }
}
