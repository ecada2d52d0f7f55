package org.polyvisor.codegen.ir;

/**
 * What generated code returns when it hands over to its caller: why, and for which guest instruction.
 *
 * <pre>
 * bits 7..0 kind, 19..8 offset of the instruction in its page, 31..20 its table row, 63..32 its encoding
 * </pre>
 */
public final class ExitWord {
    /** No code has been made yet for the instruction at the offset. */
    public static final int NOT_TRANSLATED = 1;
    /** Something is pending; the instruction at the offset is the next. */
    public static final int PENDING = 2;
    /** The virtual address at the state's pc is in no page of the code table. */
    public static final int LOOKUP = 3;
    /** The same, and the address came from a register. */
    public static final int LOOKUP_INDIRECT = 4;
    /** The instruction is to be executed, then code goes on at the state's resume address. */
    public static final int HELPER = 5;
    /** The instruction is to be executed, and says where to go on. */
    public static final int HELPER_END = 6;
    /** The instruction at the offset is the next, and something about the state needs a look first. */
    public static final int CHECK = 7;
    /** A signal that no guest should be able to cause. */
    public static final int FATAL = 8;

    private ExitWord() {}

    public static long of(int kind, int offset, int row, int word) {
        return kind | (long) offset << 8 | (long) row << 20 | (long) word << 32;
    }

    public static int kind(long exit) {
        return (int) exit & 255;
    }

    /** In bytes. */
    public static int offset(long exit) {
        return (int) (exit >>> 8) & 0xfff;
    }

    public static int row(long exit) {
        return (int) (exit >>> 20) & 0xfff;
    }

    public static int word(long exit) {
        return (int) (exit >>> 32);
    }
}
