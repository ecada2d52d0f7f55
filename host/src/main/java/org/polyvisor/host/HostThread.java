package org.polyvisor.host;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * How the host schedules the calling platform thread. Each method is a wish: it returns false, and nothing has changed,
 * where the host is not Linux or does not permit it.
 */
public final class HostThread {
    /** Processors are numbered from 0; Linux supports no more than 8192 of them. */
    public static final int MAX_CPUS = 8192;

    /** Priorities of {@link #setFifo} range from 1 to this. */
    public static final int MAX_PRIORITY = 99;

    private static final boolean LINUX = System.getProperty("os.name", "").equals("Linux");
    private static final int CALLING_THREAD = 0;
    private static final long MIN_SLICE = 100_000L;
    private static final long MAX_SLICE = 100_000_000L;

    private HostThread() {}

    /**
     * Lets the thread run on these processors only (sched_setaffinity(2)). Threads that it starts inherit this.
     *
     * @param cpus at least one number from 0 to {@link #MAX_CPUS} - 1; those that the host doesn't have or doesn't
     *     grant to this process are passed over, and if none remains the host refuses
     */
    public static boolean setAffinity(int... cpus) {
        return setAffinityOf(CALLING_THREAD, cpus);
    }

    /** {@link #setAffinity} of another thread of this process, by its {@link #number}. */
    static boolean setAffinityOf(int thread, int... cpus) {
        if (cpus.length == 0) {
            throw new IllegalArgumentException("a thread needs a processor");
        }
        for (int cpu : cpus) {
            if (cpu < 0 || cpu >= MAX_CPUS) {
                throw new IllegalArgumentException("processor %d of %d".formatted(cpu, MAX_CPUS));
            }
        }
        if (!appliesHere()) {
            return false;
        }
        try (Arena arena = Arena.ofConfined()) {
            long maskBytes = MAX_CPUS / Byte.SIZE;
            long mask = Memory.allocate(arena, maskBytes, Long.BYTES);
            for (int cpu : cpus) {
                long word = mask + Long.BYTES * (long) (cpu / Long.SIZE);
                Memory.putLong(word, Memory.getLong(word) | 1L << cpu);
            }
            return NativeCalls.call(
                            state -> (long) (int) Calls.SET_AFFINITY.invokeExact(state, thread, maskBytes, mask))
                    == 0;
        }
    }

    /**
     * How much later than asked the host may end the thread's sleeps and timed waits, to join wake-ups
     * (PR_SET_TIMERSLACK of prctl(2)). Linux starts with 50,000.
     *
     * @param nanos at least 1
     */
    public static boolean setTimerSlackNanos(long nanos) {
        if (nanos < 1) {
            throw new IllegalArgumentException("timer slack of " + nanos + " ns");
        }
        return appliesHere() && Calls.prctl(Calls.PR_SET_TIMERSLACK, nanos) == 0;
    }

    /**
     * Lets the thread run before all threads of normal priority until it sleeps (SCHED_FIFO of sched(7)). Threads that
     * it starts are normal. Permitted with CAP_SYS_NICE or within RLIMIT_RTPRIO.
     *
     * @param priority from 1 to {@link #MAX_PRIORITY}; higher runs first
     */
    public static boolean setFifo(int priority) {
        return setFifoOf(CALLING_THREAD, priority);
    }

    /** {@link #setFifo} of another thread of this process, by its {@link #number}. */
    static boolean setFifoOf(int thread, int priority) {
        requirePriority(priority);
        return appliesHere() && Calls.setScheduler(thread, Calls.SCHED_FIFO | Calls.SCHED_RESET_ON_FORK, priority);
    }

    /** Refuses what {@link #setFifo} does not take. */
    static void requirePriority(int priority) {
        if (priority < 1 || priority > MAX_PRIORITY) {
            throw new IllegalArgumentException("priority %d is not from 1 to %d".formatted(priority, MAX_PRIORITY));
        }
    }

    /** The priority of the calling thread under SCHED_FIFO; 0 where it is an ordinary thread. */
    public static int fifoPriority() {
        return appliesHere() && Calls.isFifo() ? Calls.priority() : 0;
    }

    /** Back to normal scheduling (SCHED_OTHER of sched(7)). */
    public static boolean setNormal() {
        return setNormalOf(CALLING_THREAD);
    }

    /** {@link #setNormal} of another thread of this process, by its {@link #number}. */
    static boolean setNormalOf(int thread) {
        return appliesHere() && Calls.setScheduler(thread, Calls.SCHED_OTHER | Calls.SCHED_RESET_ON_FORK, 0);
    }

    /**
     * Sets how large a share of the processors a thread of this process has among ordinary ones (setpriority(2)). Less
     * than 0 is permitted with CAP_SYS_NICE or within RLIMIT_NICE.
     *
     * @param thread as {@link #number} tells it
     * @param nice from -20, most, to 19; 0 is usual; a step is worth some 25 %
     */
    static boolean setNiceOf(int thread, int nice) {
        return appliesHere()
                && NativeCalls.call(state ->
                                (long) (int) Calls.SET_PRIORITY.invokeExact(state, Calls.PRIO_PROCESS, thread, nice))
                        == 0;
    }

    /**
     * How long the thread, an ordinary one, runs at a time while others want to (sched_setattr(2)). One with a shorter
     * slice goes before others as soon as it wakes, and has no larger share for that; with the usual one it may have to
     * wait for the host's next tick, up to 10 ms. Linux before 6.12 takes no notice. Needs no permission.
     *
     * @param nanos from 100,000 to 100,000,000; Linux starts with some 3,000,000
     */
    public static boolean setSliceNanos(long nanos) {
        return setSliceNanosOf(CALLING_THREAD, nanos);
    }

    /** {@link #setSliceNanos} of another thread of this process, by its {@link #number}; false for a real-time one. */
    static boolean setSliceNanosOf(int thread, long nanos) {
        if (nanos < MIN_SLICE || nanos > MAX_SLICE) {
            throw new IllegalArgumentException(
                    "a slice of %d ns is not from %d to %d".formatted(nanos, MIN_SLICE, MAX_SLICE));
        }
        return appliesHere() && Calls.SCHED_SETATTR != 0 && Calls.setSlice(thread, nanos);
    }

    /** The number by which the host knows the calling thread; 0 where the host is not Linux. */
    public static int number() {
        return appliesHere() ? (int) NativeCalls.call(state -> (long) (int) Calls.GETTID.invokeExact(state)) : 0;
    }

    private static boolean appliesHere() {
        if (Thread.currentThread().isVirtual()) {
            throw new IllegalStateException("a virtual thread has no host thread of its own");
        }
        return LINUX;
    }

    /** The C library's functions, bound on first use. */
    static final class Calls {
        static final int PR_SET_TIMERSLACK = 29;
        static final int PR_GET_TIMERSLACK = 30;
        static final int PRIO_PROCESS = 0;
        static final int SCHED_OTHER = 0;
        static final int SCHED_FIFO = 1;
        static final int SCHED_RESET_ON_FORK = 0x4000_0000;

        private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
        private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
        private static final MethodHandle SET_AFFINITY =
                NativeCalls.bind("sched_setaffinity", FunctionDescriptor.of(INT, INT, LONG, LONG));
        private static final MethodHandle SET_SCHEDULER =
                NativeCalls.bind("sched_setscheduler", FunctionDescriptor.of(INT, INT, INT, LONG));
        private static final MethodHandle GET_SCHEDULER =
                NativeCalls.bind("sched_getscheduler", FunctionDescriptor.of(INT, INT));
        private static final MethodHandle GET_PARAMETERS =
                NativeCalls.bind("sched_getparam", FunctionDescriptor.of(INT, INT, LONG));
        private static final MethodHandle SET_PRIORITY =
                NativeCalls.bind("setpriority", FunctionDescriptor.of(INT, INT, INT, INT));
        private static final MethodHandle GET_PRIORITY =
                NativeCalls.bind("getpriority", FunctionDescriptor.of(INT, INT, INT));
        private static final MethodHandle GETTID = NativeCalls.bind("gettid", FunctionDescriptor.of(INT));
        private static final MethodHandle PRCTL =
                NativeCalls.bind("prctl", FunctionDescriptor.of(INT, INT, LONG), Linker.Option.firstVariadicArg(1));

        private static final int ATTRIBUTES_BYTES = 48;
        private static final int ATTRIBUTES_FLAGS = 8;
        private static final int ATTRIBUTES_NICE = 16;
        private static final int ATTRIBUTES_RUNTIME = 24;
        private static final int SCHED_FLAG_KEEP_POLICY = 0x08;

        /** Numbers of calls that the C library has no functions for; 0 where they are not known. */
        private static final int SCHED_SETATTR = switch (System.getProperty("os.arch", "")) {
            case "amd64" -> 314;
            case "aarch64" -> 274;
            default -> 0;
        };

        private static final MethodHandle SYSCALL = NativeCalls.bind(
                "syscall", FunctionDescriptor.of(LONG, LONG, INT, LONG, INT), Linker.Option.firstVariadicArg(1));

        private Calls() {}

        /** Policy and nice value stay; without a real-time priority, a real-time thread is refused. */
        private static boolean setSlice(int thread, long nanos) {
            long nice =
                    NativeCalls.call(state -> (long) (int) GET_PRIORITY.invokeExact(state, Calls.PRIO_PROCESS, thread));
            try (Arena arena = Arena.ofConfined()) {
                long attributes = Memory.allocate(arena, ATTRIBUTES_BYTES, Long.BYTES);
                Memory.putInt(attributes, ATTRIBUTES_BYTES);
                Memory.putLong(attributes + ATTRIBUTES_FLAGS, SCHED_FLAG_KEEP_POLICY);
                Memory.putInt(attributes + ATTRIBUTES_NICE, (int) nice);
                Memory.putLong(attributes + ATTRIBUTES_RUNTIME, nanos);
                return NativeCalls.call(
                                state -> (long) SYSCALL.invokeExact(state, (long) SCHED_SETATTR, thread, attributes, 0))
                        == 0;
            }
        }

        static long prctl(int option, long argument) {
            return NativeCalls.call(state -> (long) (int) PRCTL.invokeExact(state, option, argument));
        }

        private static boolean isFifo() {
            long policy = NativeCalls.call(state -> (long) (int) GET_SCHEDULER.invokeExact(state, CALLING_THREAD));
            return (policy & ~SCHED_RESET_ON_FORK) == SCHED_FIFO;
        }

        private static int priority() {
            try (Arena arena = Arena.ofConfined()) {
                long parameters = Memory.allocate(arena, Integer.BYTES, Integer.BYTES);
                return NativeCalls.call(state ->
                                        (long) (int) GET_PARAMETERS.invokeExact(state, CALLING_THREAD, parameters))
                                == 0
                        ? Memory.getInt(parameters)
                        : 0;
            }
        }

        private static boolean setScheduler(int thread, int policy, int priority) {
            try (Arena arena = Arena.ofConfined()) {
                long parameters = Memory.allocate(arena, Integer.BYTES, Integer.BYTES);
                Memory.putInt(parameters, priority);
                return NativeCalls.call(
                                state -> (long) (int) SET_SCHEDULER.invokeExact(state, thread, policy, parameters))
                        == 0;
            }
        }
    }
}
