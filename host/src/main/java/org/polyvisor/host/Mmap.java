package org.polyvisor.host;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** The C library's memory mapping calls on 64-bit Linux (mmap(2), mprotect(2), madvise(2), munmap(2)). */
final class Mmap {
    static final int PROT_NONE = 0;
    static final int PROT_READ_WRITE = 3;
    static final int PROT_READ_EXECUTE = 5;
    static final int MADV_DONTNEED = 4;
    static final int MADV_REMOVE = 9;
    static final int MADV_NOHUGEPAGE = 15;

    private static final int MAP_SHARED = 0x01;
    private static final int MAP_PRIVATE = 0x02;
    private static final int MAP_FIXED = 0x10;
    private static final int MAP_ANONYMOUS = 0x20;
    private static final int MAP_NORESERVE = 0x4000;

    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final MethodHandle MMAP =
            NativeCalls.bind("mmap", FunctionDescriptor.of(LONG, LONG, LONG, INT, INT, INT, LONG));
    private static final MethodHandle MPROTECT =
            NativeCalls.bind("mprotect", FunctionDescriptor.of(INT, LONG, LONG, INT));
    private static final MethodHandle MADVISE =
            NativeCalls.bind("madvise", FunctionDescriptor.of(INT, LONG, LONG, INT));
    private static final MethodHandle MUNMAP = NativeCalls.bind("munmap", FunctionDescriptor.of(INT, LONG, LONG));

    private Mmap() {}

    /** Reserves address space that nobody may touch. Returns its address, or the negated errno. */
    static long reserve(long bytes) {
        return NativeCalls.call(state -> (long)
                MMAP.invokeExact(state, 0L, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0L));
    }

    /** Puts the start of a file in the place of what is mapped there. Returns the address, or the negated errno. */
    static long mapShared(long address, long bytes, int protection, int descriptor) {
        return NativeCalls.call(state ->
                (long) MMAP.invokeExact(state, address, bytes, protection, MAP_SHARED | MAP_FIXED, descriptor, 0L));
    }

    /** Returns 0, or the negated errno. */
    static long protect(long address, long bytes, int protection) {
        return NativeCalls.call(state -> (long) (int) MPROTECT.invokeExact(state, address, bytes, protection));
    }

    /** Returns 0, or the negated errno. */
    static long advise(long address, long bytes, int advice) {
        return NativeCalls.call(state -> (long) (int) MADVISE.invokeExact(state, address, bytes, advice));
    }

    /** Returns 0, or the negated errno. */
    static long unmap(long address, long bytes) {
        return NativeCalls.call(state -> (long) (int) MUNMAP.invokeExact(state, address, bytes));
    }
}
