package org.polyvisor.codegen.x86;

import java.util.Arrays;

/**
 * Growing machine code with labels. Nothing is allocated while code is emitted, except when one of the arrays grows; they
 * are kept across {@link #reset}.
 *
 * <p>Uses of a label that is not bound yet form a chain through their own displacement fields: each holds the position
 * of the use before it. {@link #bind} walks the chain.
 */
public abstract sealed class CodeBuffer permits Encoder {
    /** The longest instruction has 15 bytes. */
    private static final int LONGEST = 16;

    private static final int UNBOUND = -1;
    private static final int END_OF_CHAIN = -1;

    private byte[] code = new byte[16 * 1024];
    private int position;
    private long origin;

    private int[] boundAt = new int[256];
    private int[] lastUse = new int[256];
    private int labels;

    CodeBuffer() {}

    /** The code; valid up to {@link #position()}. The array is this buffer's own and changes when it must grow. */
    public final byte[] bytes() {
        return code;
    }

    /** Bytes emitted since {@link #reset}. */
    public final int position() {
        return position;
    }

    /** Starts anew, without code and labels; the first byte will run at the host address {@code origin}. */
    public final void reset(long origin) {
        this.origin = origin;
        position = 0;
        labels = 0;
    }

    /** The host address at which the next byte will run. */
    public final long address() {
        return origin + position;
    }

    /** A label of this code, not bound yet. */
    public final int newLabel() {
        int label = labels++;
        if (label == boundAt.length) {
            boundAt = Arrays.copyOf(boundAt, 2 * label);
            lastUse = Arrays.copyOf(lastUse, 2 * label);
        }
        boundAt[label] = UNBOUND;
        lastUse[label] = END_OF_CHAIN;
        return label;
    }

    /**
     * Puts the label here.
     *
     * @throws IllegalStateException if it is somewhere already
     */
    public final void bind(int label) {
        if (isBound(label)) {
            throw new IllegalStateException("label " + label + " is bound already");
        }
        boundAt[label] = position;
        int use = lastUse[label];
        while (use != END_OF_CHAIN) {
            int before = get4(use);
            set4(use, position - (use + 4));
            use = before;
        }
        lastUse[label] = END_OF_CHAIN;
    }

    public final boolean isBound(int label) {
        return boundAt[label] != UNBOUND;
    }

    /**
     * Where the label is, in bytes from the start.
     *
     * @throws IllegalStateException if it is not bound
     */
    public final int positionOf(int label) {
        if (!isBound(label)) {
            throw new IllegalStateException("label " + label + " is not bound");
        }
        return boundAt[label];
    }

    /**
     * Checks that the code is complete.
     *
     * @throws IllegalStateException if a label is used that is not bound
     */
    public final void finish() {
        for (int label = 0; label < labels; label++) {
            if (lastUse[label] != END_OF_CHAIN) {
                throw new IllegalStateException("label " + label + " is used but not bound");
            }
        }
    }

    /** Makes room for one instruction. */
    final void reserve() {
        if (code.length - position < LONGEST) {
            code = Arrays.copyOf(code, 2 * code.length);
        }
    }

    final void put1(int value) {
        code[position++] = (byte) value;
    }

    final void put2(int value) {
        int at = position;
        byte[] to = code;
        to[at] = (byte) value;
        to[at + 1] = (byte) (value >> 8);
        position = at + 2;
    }

    final void put4(int value) {
        set4(position, value);
        position += 4;
    }

    final void put8(long value) {
        put4((int) value);
        put4((int) (value >>> 32));
    }

    /** Ends an instruction with the distance to the label, which may come later. */
    final void putDistance(int label) {
        int at = position;
        if (isBound(label)) {
            put4(boundAt[label] - (at + 4));
        } else {
            put4(lastUse[label]);
            lastUse[label] = at;
        }
    }

    /**
     * The distance from the end of an instruction, {@code length} bytes ahead, to a host address.
     *
     * @throws IllegalArgumentException if it does not fit in 32 bits
     */
    final int distance(long to, int length) {
        long distance = to - (address() + length);
        if (distance != (int) distance) {
            throw new IllegalArgumentException(
                    "0x%x is more than 2 GiB away from the code at 0x%x".formatted(to, address()));
        }
        return (int) distance;
    }

    private void set4(int at, int value) {
        byte[] to = code;
        to[at] = (byte) value;
        to[at + 1] = (byte) (value >> 8);
        to[at + 2] = (byte) (value >> 16);
        to[at + 3] = (byte) (value >> 24);
    }

    private int get4(int at) {
        byte[] from = code;
        return from[at] & 255 | (from[at + 1] & 255) << 8 | (from[at + 2] & 255) << 16 | from[at + 3] << 24;
    }
}
