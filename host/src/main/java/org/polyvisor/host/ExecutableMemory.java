package org.polyvisor.host;

/**
 * Memory for generated code, and ordinary memory beside it for what the code reads and writes by rip-relative address.
 *
 * <p>The code's pages are mapped twice: {@link #writable} may be written and not executed, {@link #executable} may be
 * executed and not written, so no address is ever both. What is written through one is seen through the other at once;
 * x86-64 keeps its instruction caches coherent by itself, and a thread that jumps to new code after it has learned of
 * it through memory executes that code (Intel SDM volume 3, "Self-Modifying Code").
 *
 * <pre>
 *   guard | code: read, execute | guard | data: read, write | guard          guard | code: read, write | guard
 * </pre>
 *
 * <p>Everything starts as zeroes and takes memory only where it has been touched. The owner closes it after every
 * thread that executes in it has left; its addresses are undefined then.
 */
public final class ExecutableMemory implements AutoCloseable {
    /** Sizes are multiples of this. */
    public static final long PAGE = 4096;

    /** How far the memory that nobody may touch reaches on each side of code and data. */
    public static final long GUARD = 64 << 10;

    /**
     * Most that code and data may hold together: any byte of the data is within a signed 32-bit displacement of any
     * instruction.
     */
    public static final long MAX_BYTES = (1L << 31) - 4 * GUARD;

    private static final String NAME = "polyvisor-code";

    private final long range;
    private final long rangeBytes;
    private final long writableRange;
    private final long writableRangeBytes;
    private final long bytes;
    private final long dataBytes;
    private boolean closed;

    private ExecutableMemory(long range, long writableRange, long bytes, long dataBytes) {
        this.range = range;
        this.rangeBytes = rangeBytes(bytes, dataBytes);
        this.writableRange = writableRange;
        this.writableRangeBytes = writableRangeBytes(bytes);
        this.bytes = bytes;
        this.dataBytes = dataBytes;
    }

    /** Whether this host executes generated code: the right processor and system, and no policy against it. */
    public static boolean isSupported() {
        return Probe.SUPPORTED;
    }

    /** Maps memory for code alone; see {@link #allocate(long, long)}. */
    public static ExecutableMemory allocate(long bytes) throws HostRefusedException {
        return allocate(bytes, 0);
    }

    /**
     * Maps memory for code and data.
     *
     * @param codeBytes a positive multiple of {@link #PAGE}
     * @param dataBytes a multiple of {@link #PAGE}, possibly 0; together at most {@link #MAX_BYTES}
     * @throws HostRefusedException if this host can't or doesn't want to: another processor or system, a policy
     *     against executable memory, no address space
     */
    public static ExecutableMemory allocate(long codeBytes, long dataBytes) throws HostRefusedException {
        if (codeBytes <= 0
                || dataBytes < 0
                || codeBytes % PAGE != 0
                || dataBytes % PAGE != 0
                || codeBytes > MAX_BYTES
                || dataBytes > MAX_BYTES - codeBytes) {
            throw new IllegalArgumentException("code and data come in multiples of %d up to %d bytes, not %d and %d"
                    .formatted(PAGE, MAX_BYTES, codeBytes, dataBytes));
        }
        GeneratedCode.requireSupported();
        long range = check("mmap of address space", Mmap.reserve(rangeBytes(codeBytes, dataBytes)));
        long writableRange = Mmap.reserve(writableRangeBytes(codeBytes));
        try {
            check("mmap of address space", writableRange);
            map(range, writableRange, codeBytes, dataBytes);
        } catch (HostRefusedException e) {
            Mmap.unmap(range, rangeBytes(codeBytes, dataBytes));
            if (writableRange > 0) {
                Mmap.unmap(writableRange, writableRangeBytes(codeBytes));
            }
            throw e;
        }
        return new ExecutableMemory(range, writableRange, codeBytes, dataBytes);
    }

    private static void map(long range, long writableRange, long codeBytes, long dataBytes)
            throws HostRefusedException {
        try (MemoryFile file = MemoryFile.create(NAME, codeBytes)) {
            check(
                    "mmap of writable code",
                    Mmap.mapShared(writableRange + GUARD, codeBytes, Mmap.PROT_READ_WRITE, file.descriptor()));
            check(
                    "mmap of executable code",
                    Mmap.mapShared(range + GUARD, codeBytes, Mmap.PROT_READ_EXECUTE, file.descriptor()));
        }
        if (dataBytes > 0) {
            long data = range + GUARD + codeBytes + GUARD;
            check("mprotect", Mmap.protect(data, dataBytes, Mmap.PROT_READ_WRITE));
            // A host kernel without huge pages refuses the advice, and needs none.
            Mmap.advise(data, dataBytes, Mmap.MADV_NOHUGEPAGE);
        }
    }

    private static long check(String call, long result) throws HostRefusedException {
        if (result < 0) {
            throw HostRefusedException.of("executable memory", call, result);
        }
        return result;
    }

    private static long rangeBytes(long codeBytes, long dataBytes) {
        return GUARD + codeBytes + GUARD + dataBytes + GUARD;
    }

    private static long writableRangeBytes(long codeBytes) {
        return GUARD + codeBytes + GUARD;
    }

    /** Where code is written: address of the first byte. */
    public long writable() {
        return writableRange + GUARD;
    }

    /** Where the same code is executed: address of the first byte. */
    public long executable() {
        return range + GUARD;
    }

    /** Size of the code. */
    public long bytes() {
        return bytes;
    }

    /** Address of the data's first byte. */
    public long data() {
        return executable() + bytes + GUARD;
    }

    /** Size of the data. */
    public long dataBytes() {
        return dataBytes;
    }

    /**
     * Gives memory back to the host: code and data from these offsets on become zeroes and take no memory until they are
     * touched. Nobody may execute or use them meanwhile.
     *
     * @param codeFrom rounded up to a page
     * @param dataFrom rounded up to a page
     */
    public void release(long codeFrom, long dataFrom) {
        long code = codeFrom + PAGE - 1 & -PAGE;
        if (code < bytes) {
            // Of a mapping of a file, this takes the memory out of the file.
            Mmap.advise(writable() + code, bytes - code, Mmap.MADV_REMOVE);
        }
        long data = dataFrom + PAGE - 1 & -PAGE;
        if (data < dataBytes) {
            Mmap.advise(data() + data, dataBytes - data, Mmap.MADV_DONTNEED);
        }
    }

    /** Gives everything back to the host. Closing twice does nothing more. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            Mmap.unmap(range, rangeBytes);
            Mmap.unmap(writableRange, writableRangeBytes);
        }
    }

    /** Asked once, by trying. */
    private static final class Probe {
        static final boolean SUPPORTED = probe();

        private static boolean probe() {
            try (ExecutableMemory ignored = allocate(PAGE)) {
                return true;
            } catch (HostRefusedException e) {
                return false;
            }
        }
    }
}
