package org.polyvisor.host;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.HexFormat;

/**
 * Calls generated code as {@code long f(long, long)} of the System V ABI for x86-64: arguments in rdi and rsi, result
 * in rax; rbx, rbp, rsp, r12 to r15 and the control bits of MXCSR come back as they were, the direction flag and the
 * upper halves of the ymm registers clear.
 *
 * <p>To the JVM the calling thread is in native code: garbage collection and every other safepoint go on without
 * waiting for it, and the thread waits for them when it returns. A call allocates nothing.
 */
public final class HostCall {
    private HostCall() {}

    /**
     * Calls the function at an address. What is there decides about the process: only addresses of code that we
     * generated, in memory that is still open, belong here.
     *
     * @throws ExceptionInInitializerError if this host executes no generated code: see {@link ExecutableMemory#isSupported}
     */
    public static long call(long function, long a, long b) {
        try {
            return (long) Trampoline.HANDLE.invokeExact(a, b, function);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("a downcall throws no checked exception", e);
        }
    }

    /**
     * One constant native function that jumps to its third argument. A handle without a bound address would take it as
     * a MemorySegment, a new object in each call where the JIT compiler doesn't get rid of it; and a handle for each
     * address would not be a constant to the compiler.
     */
    private static final class Trampoline {
        /** {@code jmp rdx}: the other two arguments are already where the function expects them. */
        private static final byte[] CODE = HexFormat.of().parseHex("ffe2");

        static final MethodHandle HANDLE = handle();

        private static MethodHandle handle() {
            ExecutableMemory memory;
            try {
                memory = ExecutableMemory.allocate(ExecutableMemory.PAGE);
            } catch (HostRefusedException e) {
                throw new UnsupportedOperationException(e.getMessage(), e);
            }
            Memory.segment(memory.writable(), CODE.length).copyFrom(MemorySegment.ofArray(CODE));
            ValueLayout.OfLong parameter = ValueLayout.JAVA_LONG;
            return Linker.nativeLinker()
                    .downcallHandle(
                            MemorySegment.ofAddress(memory.executable()),
                            FunctionDescriptor.of(parameter, parameter, parameter, parameter));
        }
    }
}
