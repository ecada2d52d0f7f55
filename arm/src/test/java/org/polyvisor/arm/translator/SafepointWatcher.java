package org.polyvisor.arm.translator;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.HexFormat;
import org.polyvisor.host.ExecutableMemory;
import org.polyvisor.host.HostRefusedException;
import org.polyvisor.host.Memory;

/**
 * Holds a safepoint of the JVM until something else makes progress: machine code in a critical downcall, which the JVM
 * waits for before it does what the safepoint is for, while it has stopped every thread that it can stop.
 */
final class SafepointWatcher implements AutoCloseable {
    /** How much progress is waited for. */
    static final long PROGRESS = 1_000_000;

    /**
     * {@code long watch(long *pulse, long *counter)}.
     *
     * <pre>
     *   anew:  mov r8, [rdi]          until the pulse has stood still for five million pauses:
     *          mov ecx, 5000000       then the thread that makes it is stopped
     *   still: pause
     *          cmp [rdi], r8
     *          jne anew
     *          dec ecx
     *          jne still
     *          mov r9, [rsi]
     *          add r9, 1000000
     *          mov rcx, 0x8000000     so long at most: the whole JVM hangs on this
     *   wait:  pause
     *          cmp [rsi], r9
     *          jae done
     *          dec rcx
     *          jne wait
     *          xor eax, eax
     *          ret
     *   done:  mov rax, r9
     *          ret
     * </pre>
     */
    private static final String CODE = "4c8b07 b9404b4c00 f390 4c3907 75f1 ffc9 75f5 4c8b0e 4981c140420f00"
            + "48c7c100000008 f390 4c390e 7308 48ffc9 75f4 31c0 c3 4c89c8 c3";

    private final ExecutableMemory memory;
    private final MethodHandle watch;

    @SuppressWarnings("restricted")
    SafepointWatcher() throws HostRefusedException {
        memory = ExecutableMemory.allocate(ExecutableMemory.PAGE);
        byte[] code = HexFormat.of().parseHex(CODE.replace(" ", ""));
        Memory.copyFrom(code, code.length, memory.writable());
        ValueLayout.OfLong word = ValueLayout.JAVA_LONG;
        watch = Linker.nativeLinker()
                .downcallHandle(
                        MemorySegment.ofAddress(memory.executable()),
                        FunctionDescriptor.of(word, word, word),
                        Linker.Option.critical(false));
    }

    /**
     * Waits until the word at {@code pulse} stands still, and then until that at {@code counter} has advanced by
     * {@link #PROGRESS}.
     *
     * @return what the counter then had to reach, or 0 if it did not for many seconds
     */
    long watch(long pulse, long counter) {
        try {
            return (long) watch.invokeExact(pulse, counter);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        memory.close();
    }
}
