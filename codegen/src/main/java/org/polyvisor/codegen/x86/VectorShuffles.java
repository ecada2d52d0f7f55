package org.polyvisor.codegen.x86;

/** Orders of elements that several operations use. Element sizes are log2 of bytes. */
final class VectorShuffles {
    private final Assembler asm;
    private final ConstantPool constants;
    private final int[] split;
    private final int[] gather;
    private final int[] scatter;
    private final int[] narrow;

    VectorShuffles(Assembler asm, ConstantPool constants) {
        this.asm = asm;
        this.constants = constants;
        split = new int[] {
            constants.ofBytes(0, 2, 4, 6, 8, 10, 12, 14, 1, 3, 5, 7, 9, 11, 13, 15),
            constants.ofBytes(0, 1, 4, 5, 8, 9, 12, 13, 2, 3, 6, 7, 10, 11, 14, 15)
        };
        gather = new int[] {
            constants.ofBytes(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15),
            constants.ofBytes(0, 1, 8, 9, 2, 3, 10, 11, 4, 5, 12, 13, 6, 7, 14, 15)
        };
        scatter = new int[] {gather[0], constants.ofBytes(0, 1, 4, 5, 8, 9, 12, 13, 2, 3, 6, 7, 10, 11, 14, 15)};
        int none = 0x80;
        narrow = new int[] {
            constants.ofBytes(0, 2, 4, 6, 8, 10, 12, 14, none, none, none, none, none, none, none, none),
            constants.ofBytes(0, 1, 4, 5, 8, 9, 12, 13, none, none, none, none, none, none, none, none),
            constants.ofBytes(0, 1, 2, 3, 8, 9, 10, 11, none, none, none, none, none, none, none, none)
        };
    }

    /** The even elements to the lower half, the odd ones to the upper. */
    void split(int dst, int src, int size) {
        if (size == 2) {
            asm.unImm(Sse.PSHUFD, dst, src, 0b11_01_10_00);
        } else if (size < 2) {
            asm.vecM(Sse.PSHUFB, dst, src, constants.at(split[size]));
        } else if (dst != src) {
            asm.movaps(dst, src);
        }
    }

    /** Structures of four elements to four words, one for each place in the structure. */
    void gather(int dst, int src, int size) {
        shuffle(dst, src, size, gather);
    }

    /** The inverse. */
    void scatter(int dst, int src, int size) {
        shuffle(dst, src, size, scatter);
    }

    private void shuffle(int dst, int src, int size, int[] masks) {
        if (size < 2) {
            asm.vecM(Sse.PSHUFB, dst, src, constants.at(masks[size]));
        } else if (dst != src) {
            asm.movaps(dst, src);
        }
    }

    /** The lower halves of elements twice as large as {@code size}, with zeros above. */
    void narrow(int dst, int src, int size) {
        asm.vecM(Sse.PSHUFB, dst, src, constants.at(narrow[size]));
    }

    static int interleaveLow(int size) {
        return switch (size) {
            case 0 -> Sse.PUNPCKLBW;
            case 1 -> Sse.PUNPCKLWD;
            case 2 -> Sse.PUNPCKLDQ;
            default -> Sse.PUNPCKLQDQ;
        };
    }

    static int interleaveHigh(int size) {
        return switch (size) {
            case 0 -> Sse.PUNPCKHBW;
            case 1 -> Sse.PUNPCKHWD;
            case 2 -> Sse.PUNPCKHDQ;
            default -> Sse.PUNPCKHQDQ;
        };
    }
}
