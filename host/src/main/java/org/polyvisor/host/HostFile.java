package org.polyvisor.host;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.Charset;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * An open file and what {@link java.nio.channels.FileChannel} cannot do with it on Linux: a lock that belongs to this
 * open file alone (fcntl(2), "open file description locks"), so that neither another part of this process nor another
 * process gets past it, and holes (fallocate(2)).
 */
public final class HostFile implements AutoCloseable {
    /** What became of an attempt to lock. */
    public enum Lock {
        TAKEN,
        /** Somebody, in this process or another, holds a lock that excludes this one. */
        HELD_ELSEWHERE,
        /** The host's kernel or the file's file system has no such locks. */
        UNSUPPORTED
    }

    private static final boolean LINUX = System.getProperty("os.name", "").equals("Linux");

    private static final int O_RDONLY = 0;
    private static final int O_RDWR = 2;
    private static final int O_CLOEXEC = 0x80000;
    private static final int F_OFD_SETLK = 37;
    private static final short F_RDLCK = 0;
    private static final short F_WRLCK = 1;
    private static final int FALLOC_FL_KEEP_SIZE = 0x01;
    private static final int FALLOC_FL_PUNCH_HOLE = 0x02;
    private static final int FALLOC_FL_ZERO_RANGE = 0x10;

    private static final int EINTR = 4;
    private static final int EAGAIN = 11;
    private static final int EACCES = 13;
    private static final int ENODEV = 19;
    private static final int EINVAL = 22;
    private static final int ENOLCK = 37;
    private static final int ENOSYS = 38;
    private static final int EOPNOTSUPP = 95;

    /** struct flock of a 64-bit Linux; a length of 0 means up to the end, however far that moves. */
    private static final StructLayout FLOCK = MemoryLayout.structLayout(
            JAVA_SHORT.withName("l_type"),
            JAVA_SHORT.withName("l_whence"),
            MemoryLayout.paddingLayout(4),
            JAVA_LONG.withName("l_start"),
            JAVA_LONG.withName("l_len"),
            JAVA_INT.withName("l_pid"),
            MemoryLayout.paddingLayout(4));

    private final int descriptor;
    private boolean closed;

    private HostFile(int descriptor) {
        this.descriptor = descriptor;
    }

    /**
     * Opens an existing file.
     *
     * @return null where this host offers none of this (it is not Linux)
     * @throws IOException if the file cannot be opened so
     */
    public static @Nullable HostFile open(Path path, boolean writable) throws IOException {
        if (!LINUX) {
            return null;
        }
        try (Arena arena = Arena.ofConfined()) {
            Charset names = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
            MemorySegment name = arena.allocateFrom(path.toAbsolutePath().toString(), names);
            MemorySegment state = arena.allocate(Calls.STATE);
            int descriptor = (int) Calls.OPEN.invokeExact(state, name, (writable ? O_RDWR : O_RDONLY) | O_CLOEXEC);
            if (descriptor < 0) {
                throw failure("open", state);
            }
            return new HostFile(descriptor);
        } catch (Throwable t) {
            throw rethrow(t);
        }
    }

    /**
     * Tries to lock the whole file until {@link #close}, without waiting.
     *
     * @param exclusive true keeps out everybody, false only those who want it exclusively; exclusive needs a writable
     *     file
     */
    public Lock tryLock(boolean exclusive) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(Calls.STATE);
            MemorySegment flock = arena.allocate(FLOCK);
            flock.set(JAVA_SHORT, 0, exclusive ? F_WRLCK : F_RDLCK);
            if ((int) Calls.FCNTL.invokeExact(state, descriptor, F_OFD_SETLK, flock) == 0) {
                return Lock.TAKEN;
            }
            return switch (Calls.errno(state)) {
                case EAGAIN, EACCES -> Lock.HELD_ELSEWHERE;
                case EINVAL, ENOLCK, ENOSYS, EOPNOTSUPP -> Lock.UNSUPPORTED;
                default -> throw failure("fcntl", state);
            };
        } catch (Throwable t) {
            throw rethrow(t);
        }
    }

    /**
     * Gives the storage behind a range back to the file system; the range then reads as zeroes.
     *
     * @return false if the file system cannot do it, and nothing has changed
     */
    public boolean punchHole(long offset, long bytes) throws IOException {
        return allocate(FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, offset, bytes);
    }

    /**
     * Makes a range read as zeroes while its storage stays reserved.
     *
     * @return false if the file system cannot do it, and nothing has changed
     */
    public boolean zeroRange(long offset, long bytes) throws IOException {
        return allocate(FALLOC_FL_ZERO_RANGE | FALLOC_FL_KEEP_SIZE, offset, bytes);
    }

    private boolean allocate(int mode, long offset, long bytes) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(Calls.STATE);
            while ((int) Calls.FALLOCATE.invokeExact(state, descriptor, mode, offset, bytes) != 0) {
                switch (Calls.errno(state)) {
                    case EINTR -> {}
                    case EOPNOTSUPP, ENOSYS, ENODEV -> {
                        return false;
                    }
                    default -> throw failure("fallocate", state);
                }
            }
            return true;
        } catch (Throwable t) {
            throw rethrow(t);
        }
    }

    /** Closes the file, which also unlocks it. Nobody may be inside another method. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (Arena arena = Arena.ofConfined()) {
            int ignored = (int) Calls.CLOSE.invokeExact(arena.allocate(Calls.STATE), descriptor);
        } catch (Throwable t) {
            throw new IllegalStateException("close", t);
        }
    }

    private static IOException failure(String call, MemorySegment state) {
        return new IOException("%s failed (errno %d)".formatted(call, Calls.errno(state)));
    }

    /** What a method handle may throw by its signature, narrowed to what these calls really throw. */
    private static IOException rethrow(Throwable t) {
        return switch (t) {
            case IOException e -> e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> new IOException(t);
        };
    }

    /** The C library's functions, bound on first use. */
    private static final class Calls {
        private static final Linker LINKER = Linker.nativeLinker();
        private static final Linker.Option CAPTURE = Linker.Option.captureCallState("errno");

        static final StructLayout STATE = Linker.Option.captureStateLayout();
        private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

        static final MethodHandle OPEN = bind("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT), CAPTURE);
        static final MethodHandle CLOSE = bind("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT), CAPTURE);
        static final MethodHandle FCNTL = bind(
                "fcntl",
                FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS),
                CAPTURE,
                Linker.Option.firstVariadicArg(2));
        static final MethodHandle FALLOCATE =
                bind("fallocate", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG), CAPTURE);

        private Calls() {}

        static int errno(MemorySegment state) {
            return (int) ERRNO.get(state, 0L);
        }

        private static MethodHandle bind(String name, FunctionDescriptor type, Linker.Option... options) {
            return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), type, options);
        }
    }
}
