package org.polyvisor.arm.translator;

import java.lang.foreign.Arena;
import java.lang.invoke.VarHandle;
import org.polyvisor.host.Memory;

/**
 * Which pages of the guest something may have been made from: a byte for each, which generated code looks at when the
 * guest says that it has written code. Pages far apart share a byte; then some that nothing was made from are marked.
 */
final class CodeMarks {
    /** Log2 of the marks: one GiB of RAM has a byte for each page. */
    static final int LOG2_COUNT = 18;

    private static final int COUNT = 1 << LOG2_COUNT;
    private static final int CACHE_LINE = 64;

    private final long base;

    CodeMarks(Arena arena) {
        base = Memory.allocate(arena, COUNT, CACHE_LINE);
    }

    /** Where they are. */
    long address() {
        return base;
    }

    /** Marks a page; what its code is read for afterwards is read after the mark is there for all vCPUs. */
    void set(long physicalPage) {
        Memory.putByte(base + (physicalPage >>> 12 & COUNT - 1), (byte) 1);
        VarHandle.fullFence();
    }

    /** Forgets all; nothing that was made from any page may be in use. */
    void clear() {
        Memory.fill(base, COUNT, (byte) 0);
    }
}
