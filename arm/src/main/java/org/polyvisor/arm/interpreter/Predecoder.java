package org.polyvisor.arm.interpreter;

/** Turns instruction words into the leaf loop's slots: operation, three register slots, an immediate. */
final class Predecoder {
    /** The operation of an empty slot. */
    static final int UNDECODED = 0;

    static final int GENERAL = 1;

    /** The slot behind a page's last word. */
    static final long PAGE_END = 2;

    private Predecoder() {}

    static long slot(int insn, long pc) {
        return GENERAL;
    }
}
