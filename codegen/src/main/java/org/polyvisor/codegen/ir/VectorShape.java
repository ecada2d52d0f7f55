package org.polyvisor.codegen.ir;

/**
 * The parameter c of the micro-operations that move vectors and structures: log2 of the element's size in bits 2..0, as
 * {@link Micro#SIZE} has it, and what this class adds.
 */
public final class VectorShape {
    /** All 128 bits, not only the lower 64. */
    public static final int FULL = 1 << 10;

    /** The registers' elements alternate in memory. */
    public static final int INTERLEAVED = 1 << 11;

    /** b is one of its lanes, for all lanes. */
    public static final int BY_ELEMENT = 1 << 11;

    /** Only the lowest element; zeros above. */
    public static final int LOWEST = 1 << 8;

    private static final int COUNT = 8;
    private static final int LANE = 12;

    private VectorShape() {}

    /** For so many registers, 1 to 4. */
    public static int registers(int count) {
        return count - 1 << COUNT;
    }

    public static int registersOf(int c) {
        return (c >>> COUNT & 3) + 1;
    }

    /** For one lane, 0 to 15. */
    public static int lane(int lane) {
        return lane << LANE;
    }

    public static int laneOf(int c) {
        return c >>> LANE & 15;
    }
}
