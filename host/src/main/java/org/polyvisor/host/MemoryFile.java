package org.polyvisor.host;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** A file without a name that lives in memory (memfd_create(2)), so that the same pages can be mapped twice. */
final class MemoryFile implements AutoCloseable {
    private static final int MFD_CLOEXEC = 0x01;

    /** Nobody may start the file as a program: mapping it executable stays possible. Linux 6.3 and later. */
    private static final int MFD_NOEXEC_SEAL = 0x08;

    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final MethodHandle CREATE =
            NativeCalls.bind("memfd_create", FunctionDescriptor.of(INT, ValueLayout.ADDRESS, INT));
    private static final MethodHandle TRUNCATE = NativeCalls.bind("ftruncate", FunctionDescriptor.of(INT, INT, LONG));
    private static final MethodHandle CLOSE = NativeCalls.bind("close", FunctionDescriptor.of(INT, INT));

    private final int descriptor;

    private MemoryFile(int descriptor) {
        this.descriptor = descriptor;
    }

    /**
     * Makes a file of zeroes that takes memory only where it is written.
     *
     * @param name what {@code /proc/PID/maps} shows
     */
    static MemoryFile create(String name, long bytes) throws HostRefusedException {
        long descriptor = create(name, MFD_CLOEXEC | MFD_NOEXEC_SEAL);
        if (descriptor == -NativeCalls.EINVAL) {
            descriptor = create(name, MFD_CLOEXEC);
        }
        if (descriptor < 0) {
            throw HostRefusedException.of("executable memory", "memfd_create", descriptor);
        }
        MemoryFile file = new MemoryFile((int) descriptor);
        long error = NativeCalls.call(state -> (long) (int) TRUNCATE.invokeExact(state, file.descriptor, bytes));
        if (error < 0) {
            file.close();
            throw HostRefusedException.of("executable memory", "ftruncate to " + bytes + " bytes", error);
        }
        return file;
    }

    private static long create(String name, int flags) {
        try (var arena = Arena.ofConfined()) {
            MemorySegment text = arena.allocateFrom(name);
            return NativeCalls.call(state -> (long) (int) CREATE.invokeExact(state, text, flags));
        }
    }

    int descriptor() {
        return descriptor;
    }

    /** What is mapped stays mapped. */
    @Override
    public void close() {
        NativeCalls.call(state -> (long) (int) CLOSE.invokeExact(state, descriptor));
    }
}
