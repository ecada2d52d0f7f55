package org.polyvisor.host;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** Reads and sets what a signal does to this process (sigaction(2), struct sigaction of the C library on x86-64). */
final class SignalActions {
    static final int SIGILL = 4;
    static final int SIGBUS = 7;
    static final int SIGFPE = 8;
    static final int SIGSEGV = 11;

    private static final int SA_SIGINFO = 4;

    /** Larger than the structure of any C library (glibc: 152). */
    private static final long STRUCT_BYTES = 256;

    private static final long HANDLER = 0;
    private static final long FLAGS = 136;

    private static final MethodHandle SIGACTION = NativeCalls.bind(
            "sigaction",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));

    private SignalActions() {}

    /**
     * Address of the present handler, called with signal number, siginfo and ucontext.
     *
     * @throws HostRefusedException if there is none of that kind: the JVM has not installed its own
     */
    static long handler(int signal) throws HostRefusedException {
        try (Arena arena = Arena.ofConfined()) {
            long action = read(arena, signal);
            long handler = Memory.getLong(action + HANDLER);
            if ((Memory.getInt(action + FLAGS) & SA_SIGINFO) == 0 || handler == 0) {
                throw new HostRefusedException(
                        "the JVM has no handler for signal %d to hand over to".formatted(signal));
            }
            return handler;
        }
    }

    /** Replaces the handler; signal mask, stack and all other flags stay as they are. */
    static void setHandler(int signal, long handler) throws HostRefusedException {
        try (Arena arena = Arena.ofConfined()) {
            long action = read(arena, signal);
            Memory.putLong(action + HANDLER, handler);
            sigaction(signal, action, 0);
        }
    }

    private static long read(Arena arena, int signal) throws HostRefusedException {
        long action = Memory.allocate(arena, STRUCT_BYTES, 8);
        sigaction(signal, 0, action);
        return action;
    }

    private static void sigaction(int signal, long newAction, long oldAction) throws HostRefusedException {
        long error = NativeCalls.call(state -> (long) (int) SIGACTION.invokeExact(state, signal, newAction, oldAction));
        if (error < 0) {
            throw HostRefusedException.of("signal handlers", "sigaction of signal " + signal, error);
        }
    }
}
