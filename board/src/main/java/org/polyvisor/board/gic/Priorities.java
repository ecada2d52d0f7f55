package org.polyvisor.board.gic;

/** Priority arithmetic (Arm IHI 0069, "Interrupt prioritization"): lower numbers are more urgent; 5 bits implemented. */
final class Priorities {
    static final int BITS = 5;
    static final int IMPLEMENTED = 0xff << 8 - BITS & 0xff;
    /** The running priority of an idle vCPU, and the priority of no interrupt. */
    static final int IDLE = 0xff;

    /** The least binary point of group 0 at which every implemented bit takes part in preemption. */
    static final int MIN_BPR0 = 7 - BITS;

    /** Group 1 counts from one lower bit, as for every Non-secure binary point. */
    static final int MIN_BPR1 = MIN_BPR0 + 1;

    private Priorities() {}

    /** The bits of a priority that decide preemption, for binary point {@code bpr0}: bits 7 to {@code bpr0 + 1}. */
    static int group0Mask(int bpr0) {
        return 0xff << bpr0 + 1 & 0xff;
    }

    /** The same for group 1: bits 7 to {@code bpr1}. */
    static int group1Mask(int bpr1) {
        return 0xff << bpr1 & 0xff;
    }
}
