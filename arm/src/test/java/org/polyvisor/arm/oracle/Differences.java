package org.polyvisor.arm.oracle;

import java.util.Arrays;

/** What two runs of the same sequence left differently. */
final class Differences {
    private Differences() {}

    static boolean exist(Batch.Result ours, Batch.Result theirs) {
        for (int i = 0; i < GuestState.CODE; i++) {
            if (differ(i, ours, theirs)) {
                return true;
            }
        }
        return !Arrays.equals(ours.memory(), theirs.memory());
    }

    private static boolean differ(int index, Batch.Result ours, Batch.Result theirs) {
        long mask = switch (index) {
            case GuestState.FPSR -> GuestState.FPSR_BITS;
            case GuestState.FPCR -> 0x07c0_0000L;
            default -> -1;
        };
        return ((ours.state()[index] ^ theirs.state()[index]) & mask) != 0;
    }

    /** One line for every quadword and every stretch of memory that differs. */
    static String describe(Batch.Result ours, Batch.Result theirs) {
        StringBuilder s = new StringBuilder();
        for (int i = 0; i < GuestState.CODE; i++) {
            if (differ(i, ours, theirs)) {
                s.append("    %-9s ours %016x, oracle %016x%n"
                        .formatted(GuestState.name(i), ours.state()[i], theirs.state()[i]));
            }
        }
        int at = Arrays.mismatch(ours.memory(), theirs.memory());
        if (at >= 0) {
            int end = Math.min(at + 16, ours.memory().length);
            s.append("    memory +%d: ours %s, oracle %s%n"
                    .formatted(at, Listing.bytes(ours.memory(), at, end), Listing.bytes(theirs.memory(), at, end)));
        }
        return s.toString();
    }
}
