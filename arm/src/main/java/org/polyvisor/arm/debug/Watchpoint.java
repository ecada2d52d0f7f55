package org.polyvisor.arm.debug;

/**
 * Guest memory that a debugger watches.
 *
 * @param address its first virtual address
 * @param bytes how many bytes, at least 1
 * @param kind which accesses count
 */
public record Watchpoint(long address, long bytes, Kind kind) {
    /** Which accesses a watchpoint is for. */
    public enum Kind {
        WRITE,
        READ,
        ACCESS;

        boolean matches(boolean write) {
            return this == ACCESS || write == (this == WRITE);
        }
    }

    /** The bits of an address that are compared: a tag that the guest's translation ignores does not count. */
    private static final long ADDRESS_BITS = 0x00ff_ffff_ffff_ffffL;

    boolean matches(long va, int size, boolean write) {
        // Distances, so that ranges at the end of the address space do not wrap.
        long ahead = va - address & ADDRESS_BITS;
        long behind = address - va & ADDRESS_BITS;
        return kind.matches(write) && (ahead < bytes || behind < size);
    }

    /** The first watched byte that an access at {@code va} touches. */
    long firstTouched(long va) {
        long ahead = va - address & ADDRESS_BITS;
        return ahead < bytes ? address + ahead : address;
    }
}
