package org.polyvisor.arm.oracle;

import java.util.List;

/** Words that LLVM and this processor take differently, with the reasons; see docs/oracle-differences.md. */
final class DecodeDifferences {
    /**
     * One reason.
     *
     * @param mask bits that tell which words
     * @param value what those bits are
     * @param oursAllocated what these words are here; LLVM says the opposite
     */
    private record Reason(int mask, int value, boolean oursAllocated) {}

    private static final List<Reason> REASONS = List.of(
            // UDF: permanently undefined; LLVM has a name for it.
            new Reason(0xffff_0000, 0x0000_0000, false),
            // op0 = 00 with operands that name no hint, barrier or PSTATE field: LLVM prints its generic MSR or MRS.
            new Reason(0xffd8_0000, 0xd500_0000, false),
            // DCPS1 to DCPS3 and DRPS: for an external debugger, which this processor does not have.
            new Reason(0xffe0_001c, 0xd4a0_0000, false),
            new Reason(0xffff_ffff, 0xd6bf_03e0, false),
            // Memory copies and sets with register 31 as the size: CONSTRAINED UNPREDICTABLE, UNDEFINED here as in
            // QEMU.
            new Reason(0xfb20_0fe0, 0x1900_07e0, false),
            // LDAPR with Rs other than 11111: "should be one" bits, ignored here as in LDAR.
            new Reason(0x3fe0_fc00, 0x38a0_c000, true));

    private DecodeDifferences() {}

    static boolean explain(int word, boolean oursAllocated) {
        return REASONS.stream().anyMatch(r -> r.oursAllocated() == oursAllocated && (word & r.mask()) == r.value());
    }
}
