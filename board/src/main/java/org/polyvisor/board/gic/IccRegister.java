package org.polyvisor.board.gic;

import static org.polyvisor.arm.bus.GicCpuInterface.encoding;

/** Encodings of the ICC system registers at EL1 (Arm IHI 0069, "AArch64 System register descriptions"). */
final class IccRegister {
    static final int PMR = encoding(3, 0, 4, 6, 0);
    static final int IAR0 = encoding(3, 0, 12, 8, 0);
    static final int EOIR0 = encoding(3, 0, 12, 8, 1);
    static final int HPPIR0 = encoding(3, 0, 12, 8, 2);
    static final int BPR0 = encoding(3, 0, 12, 8, 3);
    static final int AP0R0 = encoding(3, 0, 12, 8, 4);
    static final int AP1R0 = encoding(3, 0, 12, 9, 0);
    static final int DIR = encoding(3, 0, 12, 11, 1);
    static final int RPR = encoding(3, 0, 12, 11, 3);
    static final int SGI1R = encoding(3, 0, 12, 11, 5);
    static final int ASGI1R = encoding(3, 0, 12, 11, 6);
    static final int SGI0R = encoding(3, 0, 12, 11, 7);
    static final int IAR1 = encoding(3, 0, 12, 12, 0);
    static final int EOIR1 = encoding(3, 0, 12, 12, 1);
    static final int HPPIR1 = encoding(3, 0, 12, 12, 2);
    static final int BPR1 = encoding(3, 0, 12, 12, 3);
    static final int CTLR = encoding(3, 0, 12, 12, 4);
    static final int SRE = encoding(3, 0, 12, 12, 5);
    static final int IGRPEN0 = encoding(3, 0, 12, 12, 6);
    static final int IGRPEN1 = encoding(3, 0, 12, 12, 7);

    private IccRegister() {}

    static boolean isReadable(int register) {
        return register == PMR
                || register == IAR0
                || register == HPPIR0
                || register == BPR0
                || register == AP0R0
                || register == AP1R0
                || register == RPR
                || register >= IAR1 && register <= IGRPEN1 && register != EOIR1;
    }

    static boolean isWritable(int register) {
        return register == PMR
                || register == EOIR0
                || register >= BPR0 && register <= AP0R0
                || register == AP1R0
                || register == DIR
                || register >= SGI1R && register <= SGI0R
                || register == EOIR1
                || register >= BPR1 && register <= IGRPEN1;
    }
}
