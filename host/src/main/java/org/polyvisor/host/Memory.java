package org.polyvisor.host;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * Raw access to native memory by address: the one class that turns a {@code long} into a load or a store.
 *
 * <p>Nothing here checks that an address belongs to the caller. Addresses come from {@link #allocate}, {@link
 * GuardedMemory} (processor state, translation tables) and {@link GuestRam}; guest accesses reach this class only with addresses that the
 * TLB made. All multi-byte accesses are little-endian and may be unaligned unless the method says otherwise.
 *
 * <p>Method names state the memory ordering: plain where nothing is said, {@code Opaque}, {@code Acquire},
 * {@code Release} and {@code Volatile} as in {@link VarHandle}.
 */
public final class Memory {
    private static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
    private static final VarHandle BYTE_VH = ValueLayout.JAVA_BYTE.varHandle();
    private static final VarHandle INT_VH = ValueLayout.JAVA_INT.varHandle();
    private static final VarHandle LONG_VH = ValueLayout.JAVA_LONG.varHandle();

    private Memory() {}

    /** Allocates zeroed native memory, aligned to {@code alignment} bytes, that lives as long as {@code arena}. */
    public static long allocate(Arena arena, long bytes, long alignment) {
        return arena.allocate(bytes, alignment).address();
    }

    /** A bounded view of {@code bytes} bytes at {@code address}, for bulk input and output. */
    public static MemorySegment segment(long address, long bytes) {
        return ALL.asSlice(address, bytes);
    }

    public static byte getByte(long address) {
        return ALL.get(ValueLayout.JAVA_BYTE, address);
    }

    public static short getShort(long address) {
        return ALL.get(SHORT, address);
    }

    public static int getInt(long address) {
        return ALL.get(INT, address);
    }

    public static long getLong(long address) {
        return ALL.get(LONG, address);
    }

    public static void putByte(long address, byte value) {
        ALL.set(ValueLayout.JAVA_BYTE, address, value);
    }

    /** What was stored before is seen by who sees this and reads with acquire semantics. */
    public static void putByteRelease(long address, byte value) {
        BYTE_VH.setRelease(ALL, address, value);
    }

    public static void putShort(long address, short value) {
        ALL.set(SHORT, address, value);
    }

    public static void putInt(long address, int value) {
        ALL.set(INT, address, value);
    }

    public static void putLong(long address, long value) {
        ALL.set(LONG, address, value);
    }

    /** {@code address} must be 8-byte aligned. */
    public static long getLongOpaque(long address) {
        return (long) LONG_VH.getOpaque(ALL, address);
    }

    /** {@code address} must be 8-byte aligned. */
    public static void putLongOpaque(long address, long value) {
        LONG_VH.setOpaque(ALL, address, value);
    }

    /** {@code address} must be 8-byte aligned. */
    public static long getLongVolatile(long address) {
        return (long) LONG_VH.getVolatile(ALL, address);
    }

    /** {@code address} must be 8-byte aligned. */
    public static void putLongVolatile(long address, long value) {
        LONG_VH.setVolatile(ALL, address, value);
    }

    /** Atomically sets bits; {@code address} must be 8-byte aligned. Returns the value before. */
    public static long getAndBitwiseOrLong(long address, long bits) {
        return (long) LONG_VH.getAndBitwiseOr(ALL, address, bits);
    }

    /** Atomically keeps only {@code bits}; {@code address} must be 8-byte aligned. Returns the value before. */
    public static long getAndBitwiseAndLong(long address, long bits) {
        return (long) LONG_VH.getAndBitwiseAnd(ALL, address, bits);
    }

    /**
     * Compares and swaps a naturally aligned value of 1, 2, 4 or 8 bytes with volatile semantics.
     *
     * @return the value found, zero-extended; the swap took place exactly if it equals {@code expected} in that size
     */
    public static long compareAndExchange(long address, int size, long expected, long value) {
        return switch (size) {
            case 1, 2 -> compareAndExchangeInWord(address, size, expected, value);
            case 4 -> (int) INT_VH.compareAndExchange(ALL, address, (int) expected, (int) value) & 0xffff_ffffL;
            case 8 -> (long) LONG_VH.compareAndExchange(ALL, address, expected, value);
            default -> throw new IllegalArgumentException("size " + size);
        };
    }

    /** Memory segments compare and exchange only 4 and 8 bytes: does it to the aligned word round the value. */
    private static long compareAndExchangeInWord(long address, int size, long expected, long value) {
        long aligned = address & ~3;
        int shift = (int) (address & 3) << 3;
        int mask = (1 << (size << 3)) - 1;
        int word = (int) INT_VH.getVolatile(ALL, aligned);
        while (true) {
            int found = word >>> shift & mask;
            if (found != ((int) expected & mask)) {
                return found;
            }
            int replaced = word & ~(mask << shift) | ((int) value & mask) << shift;
            int witness = (int) INT_VH.compareAndExchange(ALL, aligned, word, replaced);
            if (witness == word) {
                return found;
            }
            word = witness;
        }
    }

    /** Copies {@code bytes} bytes; the ranges may overlap. */
    public static void copy(long from, long to, long bytes) {
        MemorySegment.copy(ALL, from, ALL, to, bytes);
    }

    /** Copies the first {@code bytes} bytes of an array to {@code address}. */
    public static void copyFrom(byte[] from, int bytes, long address) {
        MemorySegment.copy(from, 0, ALL, ValueLayout.JAVA_BYTE, address, bytes);
    }

    /** Sets {@code bytes} bytes to {@code value}. */
    public static void fill(long address, long bytes, byte value) {
        ALL.asSlice(address, bytes).fill(value);
    }
}
