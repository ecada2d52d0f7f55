package org.polyvisor.host;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/** The C library's memory mapping calls on 64-bit Linux (mmap(2), mprotect(2), madvise(2), munmap(2)). */
final class Mmap {
    static final int PROT_NONE = 0;
    static final int PROT_READ_WRITE = 3;
    static final int MADV_NOHUGEPAGE = 15;

    private static final int MAP_PRIVATE = 0x02;
    private static final int MAP_ANONYMOUS = 0x20;
    private static final int MAP_NORESERVE = 0x4000;

    private static final AddressLayout POINTER = ValueLayout.ADDRESS;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = CALL_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final MethodHandle MMAP = bind("mmap", FunctionDescriptor.of(LONG, LONG, LONG, INT, INT, INT, LONG));
    private static final MethodHandle MPROTECT = bind("mprotect", FunctionDescriptor.of(INT, LONG, LONG, INT));
    private static final MethodHandle MADVISE = bind("madvise", FunctionDescriptor.of(INT, LONG, LONG, INT));
    private static final MethodHandle MUNMAP = bind("munmap", FunctionDescriptor.of(INT, LONG, LONG));

    private Mmap() {}

    /** Reserves address space that nobody may touch. Returns its address, or the negated errno. */
    static long reserve(long bytes) {
        return call(state -> (long)
                MMAP.invokeExact(state, 0L, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0L));
    }

    /** Returns 0, or the negated errno. */
    static long protect(long address, long bytes, int protection) {
        return call(state -> (long) (int) MPROTECT.invokeExact(state, address, bytes, protection));
    }

    /** Returns 0, or the negated errno. */
    static long advise(long address, long bytes, int advice) {
        return call(state -> (long) (int) MADVISE.invokeExact(state, address, bytes, advice));
    }

    /** Returns 0, or the negated errno. */
    static long unmap(long address, long bytes) {
        return call(state -> (long) (int) MUNMAP.invokeExact(state, address, bytes));
    }

    private interface NativeCall {
        long invoke(MemorySegment callState) throws Throwable;
    }

    private static long call(NativeCall nativeCall) {
        try (var arena = java.lang.foreign.Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            long result = nativeCall.invoke(state);
            return result == -1 ? -(long) (int) ERRNO.get(state, 0L) : result;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("a downcall throws no checked exception", e);
        }
    }

    private static MethodHandle bind(String name, FunctionDescriptor descriptor) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(name), descriptor, Linker.Option.captureCallState("errno"));
    }
}
