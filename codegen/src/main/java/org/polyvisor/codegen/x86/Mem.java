package org.polyvisor.codegen.x86;

/**
 * Memory operands, packed into a {@code long} so that emitting code allocates nothing: base and displacement, with an
 * index where need be, or an absolute address that is reached relative to RIP.
 *
 * <pre>
 * bits 31..0 displacement, 36..32 base, 41..37 index (31: none), 43..42 log2 of the scale
 * bit 63 set: bits 61..0 are an absolute address within 2 GiB of the code
 * </pre>
 */
public final class Mem {
    private static final int NO_INDEX = 31;
    private static final long ABSOLUTE = 1L << 63;

    private Mem() {}

    /** {@code [base + disp]}. */
    public static long at(int base, int disp) {
        return disp & 0xffff_ffffL | (long) base << 32 | (long) NO_INDEX << 37;
    }

    /** {@code [base + (index << shift) + disp]}; the index is not RSP, the shift 0 to 3. */
    public static long at(int base, int index, int shift, int disp) {
        return disp & 0xffff_ffffL | (long) base << 32 | (long) index << 37 | (long) shift << 42;
    }

    /** {@code [rip + ...]} such that it is {@code address}. */
    public static long absolute(long address) {
        return ABSOLUTE | address;
    }

    static boolean isAbsolute(long mem) {
        return mem < 0;
    }

    static long address(long mem) {
        return mem & ~ABSOLUTE;
    }

    static int disp(long mem) {
        return (int) mem;
    }

    static int base(long mem) {
        return (int) (mem >>> 32) & 31;
    }

    static boolean hasIndex(long mem) {
        return index(mem) != NO_INDEX;
    }

    static int index(long mem) {
        return (int) (mem >>> 37) & 31;
    }

    static int shift(long mem) {
        return (int) (mem >>> 42) & 3;
    }
}
