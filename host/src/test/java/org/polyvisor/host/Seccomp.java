package org.polyvisor.host;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** A host that refuses a system call: seccomp(2) for the calling thread, for the rest of its life. */
final class Seccomp {
    private static final int PR_SET_SECCOMP = 22;
    private static final int PR_SET_NO_NEW_PRIVS = 38;
    private static final long SECCOMP_MODE_FILTER = 2;
    private static final int SECCOMP_RET_ERRNO = 0x0005_0000;
    private static final int SECCOMP_RET_ALLOW = 0x7fff_0000;

    /** Classic BPF: load a word, jump if equal, jump if any bit is set, return. */
    private static final int LOAD = 0x20;

    private static final int EQUAL = 0x15;
    private static final int ANY_BIT = 0x45;
    private static final int RETURN = 0x06;

    /** In struct seccomp_data, where the number of the call is at 0. */
    private static final int ARGUMENTS = 16;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final MethodHandle PRCTL = NativeCalls.bind(
            "prctl", FunctionDescriptor.of(INT, INT, LONG, LONG, LONG, LONG), Linker.Option.firstVariadicArg(1));

    private Seccomp() {}

    /** From now on the call fails with {@code errno} if its argument has one of these bits. */
    static void refuse(int systemCall, int argument, int bits, int errno) {
        long[] program = {
            instruction(LOAD, 0, 0, 0),
            instruction(EQUAL, 0, 3, systemCall),
            instruction(LOAD, 0, 0, ARGUMENTS + 8 * argument),
            instruction(ANY_BIT, 0, 1, bits),
            instruction(RETURN, 0, 0, SECCOMP_RET_ERRNO | errno),
            instruction(RETURN, 0, 0, SECCOMP_RET_ALLOW)
        };
        try (Arena arena = Arena.ofConfined()) {
            long header = Memory.allocate(arena, 16, 8);
            Memory.putShort(header, (short) program.length);
            Memory.putLong(header + 8, arena.allocateFrom(LONG, program).address());
            prctl(PR_SET_NO_NEW_PRIVS, 1, 0);
            prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, header);
        }
    }

    private static long instruction(int code, int ifTrue, int ifFalse, int operand) {
        return code | ifTrue << 16 | (long) ifFalse << 24 | (long) operand << 32;
    }

    private static void prctl(int option, long first, long second) {
        long result = NativeCalls.call(state -> (long) (int) PRCTL.invokeExact(state, option, first, second, 0L, 0L));
        if (result != 0) {
            throw new IllegalStateException("prctl %d: %d".formatted(option, result));
        }
    }
}
