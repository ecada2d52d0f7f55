package org.polyvisor.arm.translator;

/** The condition flags as generated code keeps them: N, Z, C in bits 15, 14 and 8, V in bit 0. */
final class FlagWord {
    private FlagWord() {}

    /** From N Z C V in bits 3..0. */
    static short of(int nzcv) {
        return (short) ((nzcv & 8) << 12 | (nzcv & 4) << 12 | (nzcv & 2) << 7 | nzcv & 1);
    }

    /** To N Z C V in bits 3..0. */
    static int nzcv(short word) {
        return word >>> 12 & 12 | word >>> 7 & 2 | word & 1;
    }
}
