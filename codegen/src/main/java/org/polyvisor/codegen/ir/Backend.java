package org.polyvisor.codegen.ir;

/**
 * Turns micro-operations into code of one kind of host. A back end is made for one region of executable memory, whose
 * beginning it fills with what all blocks share.
 */
public interface Backend {
    /** Bytes of shared code at the beginning of the region, once {@link #common} has made it. */
    byte[] common(long origin);

    /** Where the function {@code long enter(long state, long code)} is, which runs code until it exits. */
    long entry();

    /** Where a jump to the instruction at {@code offset} of a page goes while it has no block. */
    long notTranslated(int offset);

    /**
     * Where the function {@code long swap(long address, long operands)} is: it compares 16 bytes, aligned to as many,
     * with the first 16 of the operands, replaces them by the next 16 if they are equal and returns 1, else 0; what was
     * found is then in the first 16 of the operands.
     */
    long quadSwap();

    /** Where to go on after a fatal signal in generated code. */
    long landing();

    /**
     * Lowers a block.
     *
     * @param origin where the code will be; a multiple of {@link #ALIGNMENT}
     * @param slots address of the first slot of the block's page
     * @return how many bytes of {@link #code} it is
     */
    int compile(MicroBlock block, long origin, long slots);

    /** The code of the last block that was lowered, from index 0. */
    byte[] code();

    /** How many jumps of the last block lead through a slot now and can be made to lead to a block. */
    int links();

    /**
     * Where in the last block's code the distance of such a jump is: four bytes, inside an aligned word of eight, counted
     * from behind them.
     */
    int linkOffset(int link);

    /** Which offset in its page such a jump leads to. */
    int linkTarget(int link);

    /** Eight bytes that, written over a block's beginning at {@code origin}, send whoever comes there through its slot. */
    long redirect(long origin, long slot);

    /** Where in the last block's code each guest instruction begins: its offset in bytes. */
    int codeOffset(int instruction);

    /** What blocks' addresses are a multiple of. */
    int ALIGNMENT = 16;
}
