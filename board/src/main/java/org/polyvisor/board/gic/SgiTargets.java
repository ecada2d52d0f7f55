package org.polyvisor.board.gic;

/** Reads the value of an SGI-generating register: which SGI, and for whom (Arm IHI 0069, ICC_SGI1R_EL1). */
record SgiTargets(long value) {
    private static final long ALL_BUT_SELF = 1L << 40;
    /** Affinities 3, 2 and 1 and the range selector: all vCPUs live in 0.0.0.x, x below 16. */
    private static final long CLUSTER = 0xffL << 48 | 0xfL << 44 | 0xffL << 32 | 0xffL << 16;

    int intid() {
        return (int) (value >>> 24) & 15;
    }

    boolean includes(int vcpu, int sender) {
        if ((value & ALL_BUT_SELF) != 0) {
            return vcpu != sender;
        }
        return (value & CLUSTER) == 0 && (value >>> vcpu & 1) != 0;
    }
}
