package org.polyvisor.arm.cpu;

/** Where an indirect branch or exception return goes when addresses may carry tags (DDI 0487, AArch64.BranchAddr). */
final class BranchTarget {
    private static final int TBI0 = 37;
    private static final int TBI1 = 38;

    private BranchTarget() {}

    static long clean(SystemRegisters registers, long target) {
        boolean upper = (target >>> 55 & 1) != 0;
        boolean ignored = (registers.tcr >>> (upper ? TBI1 : TBI0) & 1) != 0;
        if (!ignored) {
            return target;
        }
        return upper ? target | 0xff00_0000_0000_0000L : target & 0x00ff_ffff_ffff_ffffL;
    }
}
